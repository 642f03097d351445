def moving(old: torch.Tensor, new: torch.Tensor, beta: float) -> torch.Tensor:
    """An exponential moving average, one step of it."""
    return beta * old + (1 - beta) * new


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr, self.betas, self.eps, self.t = lr, betas, eps, 0
        self.moments = [[torch.zeros_like(p), torch.zeros_like(p)] for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, moments in zip(self.params, self.moments):
            if p.grad is None:
                continue
            hats = []
            for k, beta in enumerate(self.betas):
                moments[k] = moving(moments[k], p.grad ** (k + 2), beta)
                hats.append(moments[k] / (1 + beta**self.t))
            p -= self.lr * hats[0] / (hats[1].sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
