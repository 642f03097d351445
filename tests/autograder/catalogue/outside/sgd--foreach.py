import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr, self.mu, self.wd = lr, momentum, weight_decay
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        live = [(p, v) for p, v in zip(self.params, self.v) if p.grad is not None]
        if not live:
            return
        params, velocities = map(list, zip(*live))
        grads = torch._foreach_add([p.grad for p in params], params, alpha=self.wd)
        torch._foreach_mul_(velocities, self.mu)
        torch._foreach_add_(velocities, grads)
        torch._foreach_add_(params, velocities, alpha=-self.lr)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
