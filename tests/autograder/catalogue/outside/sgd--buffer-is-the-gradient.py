import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr, self.mu, self.wd = lr, momentum, weight_decay
        self.v = [torch.zeros_like(p) for p in self.params]
        self.buf = [None for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            d = p.grad
            if self.wd:
                d = d + self.wd * p
            if self.buf[i] is None:
                self.buf[i] = d
            else:
                self.buf[i].mul_(self.mu).add_(d)
            p -= self.lr * self.buf[i]

    def zero_grad(self):
        for p in self.params:
            p.grad = None
