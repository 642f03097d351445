class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr = lr
        self.mu = momentum
        self.lam = weight_decay
        self.v = [0.0] * len(self.params)

    @torch.no_grad()
    def step(self):
        for i, theta in enumerate(self.params):
            if theta.grad is None:
                continue
            d = theta.grad + self.lam * theta
            self.v[0] = self.mu * self.v[0] + d
            theta -= self.lr * self.v[0]

    def zero_grad(self):
        for theta in self.params:
            theta.grad = None
