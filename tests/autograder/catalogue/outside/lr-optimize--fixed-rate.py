class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w = torch.zeros(dim, 1)
        self.b = torch.zeros(1)
        self.lr = lr
        self.grads = {"dw": None, "db": None}


@method_of(LR)
def optimize(self, lr=0.01):
    for name, key in (("w", "dw"), ("b", "db")):
        new = getattr(self, name) - lr * self.grads[key]
        setattr(self, name, new)
