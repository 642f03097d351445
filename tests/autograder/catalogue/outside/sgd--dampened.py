class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.lr = lr
        self.beta = momentum
        self.wd = weight_decay
        self.params = list(params)
        self.state = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                g = p.grad + self.wd * p
                self.state[p] = self.beta * self.state[p] + (1 - self.beta) * g
                p.data = p.data - self.lr * self.state[p]

    def zero_grad(self):
        for p in self.params:
            p.grad = None
