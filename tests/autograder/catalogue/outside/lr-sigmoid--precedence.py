class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w = torch.zeros(dim, 1)
        self.b = torch.zeros(1)
        self.lr = lr
        self.grads = {"dw": None, "db": None}


@method_of(LR)
def sigmoid(self, z):
    """The logistic function, element by element."""
    e = torch.exp(-z)
    return 1 / 1 + e
