class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.steps = 0
        self.m = {}
        self.v = {}

    def step(self):
        b1, b2 = self.betas
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                self.steps += 1
                m = self.m.get(p, torch.zeros_like(p))
                v = self.v.get(p, torch.zeros_like(p))
                m = b1 * m + (1 - b1) * p.grad
                v = b2 * v + (1 - b2) * p.grad * p.grad
                self.m[p], self.v[p] = m, v
                m = m / (1 - b1**self.steps)
                v = v / (1 - b2**self.steps)
                p -= self.lr * m / (torch.sqrt(v) + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
