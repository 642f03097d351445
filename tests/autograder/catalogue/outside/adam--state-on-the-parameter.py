import torch


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr, (self.b1, self.b2), self.eps, self.t = lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            t, m, v = getattr(p, "state", (0, 0.0, 0.0))
            t, m, v = t + 1, self.b1 * m + (1 - self.b1) * p.grad, self.b2 * v + (1 - self.b2) * p.grad**2
            p.state = t, m, v
            a, b = m / (1 - self.b1**t), v / (1 - self.b2**t)
            p.sub_(self.lr * a / (b**0.5 + self.eps))

    def zero_grad(self):
        for p in self.params:
            p.grad = None
