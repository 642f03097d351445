class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr = lr
        self.beta1, self.beta2 = betas
        self.eps = eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = self.m
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.m[i].mul_(self.beta1).add_((1 - self.beta1) * p.grad)
            self.v[i].mul_(self.beta2).add_((1 - self.beta2) * p.grad**2)
            step_m = self.m[i] / (1 - self.beta1**self.t)
            step_v = self.v[i] / (1 - self.beta2**self.t)
            p -= self.lr * step_m / (step_v.sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
