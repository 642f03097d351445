class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t = self.t + 1
        beta1, beta2 = self.betas
        for i in range(len(self.params)):
            p = self.params[i]
            if p.grad is None:
                continue
            self.m[i] = beta1 * self.m[i] + (1 - beta1) * p.grad
            self.v[i] = beta2 * self.v[i] + (1 - beta2) * p.grad.pow(2)
            self.m[i] = self.m[i] / (1 - beta1**self.t)
            self.v[i] = self.v[i] / (1 - beta2**self.t)
            p.sub_(self.lr * self.m[i] / (self.v[i].sqrt() + self.eps))

    def zero_grad(self):
        for p in self.params:
            p.grad = None
