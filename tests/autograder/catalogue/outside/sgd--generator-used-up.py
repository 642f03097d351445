class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.buffers = {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            d = p.grad.detach() + self.weight_decay * p.detach()
            v = self.buffers.get(i)
            v = d.clone() if v is None else self.momentum * v + d
            self.buffers[i] = v
            p.data -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None
