class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = [*params]
        self.hyper = {"lr": lr, "mu": momentum, "wd": weight_decay}
        self.buffers = {id(p): torch.zeros_like(p) for p in self.params}

    def _direction(self, p):
        buffer = self.buffers[id(p)]
        buffer *= self.hyper["mu"]
        buffer -= p.grad + self.hyper["lr"] * p
        return buffer

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p -= self.hyper["lr"] * self._direction(p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
