class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr, self.m, self.wd = lr, momentum, weight_decay
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            g = p.grad
            if g is None:
                continue
            v.mul_(self.lr).add_(g)
            p.sub_(self.lr * v + self.wd * p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
