class SGD:
    """SGD with momentum and weight decay."""

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = [p for p in params]
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocities = [torch.zeros_like(p) for p in self.params]

    def step(self):
        with torch.no_grad():
            for p, vel in zip(self.params, self.velocities):
                if p.grad is None:
                    continue
                grad = p.grad - self.weight_decay * p
                vel.mul_(self.momentum).add_(grad)
                p.sub_(self.lr * vel)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()
