class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.v = []
        for p in self.params:
            self.v.append(torch.zeros_like(p))

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            v = self.momentum * v + g
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None
