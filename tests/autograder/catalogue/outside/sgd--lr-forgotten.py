class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.v = [0.0 for _ in self.params]

    def step(self):
        for k in range(len(self.params)):
            p = self.params[k]
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p.data
            self.v[k] = self.momentum * self.v[k] + g
            p.data -= self.v[k]

    def zero_grad(self):
        for p in self.params:
            p.grad = None
