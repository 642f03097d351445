class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = [p for p in params]
        self.lr, self.eps = lr, eps
        self.beta1, self.beta2 = betas
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        self.t += 1
        with torch.no_grad():
            for p, m, v in zip(self.params, self.m, self.v):
                if p.grad is not None:
                    m.copy_(self.beta1 * m + (1 - self.beta1) * p.grad)
                    v.copy_(self.beta2 * v + (1 - self.beta2) * p.grad**2)
                    mhat = m / (1 - self.beta1**self.t)
                    vhat = v / (1 - self.beta2**self.t)
                    p -= self.lr * mhat / (torch.sqrt(v) + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
