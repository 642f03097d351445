class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w = torch.zeros(dim, 1)
        self.b = torch.zeros(1)
        self.lr = lr
        self.grads = {"dw": None, "db": None}


@method_of(LR)
def sigmoid(self, z):
    if (e := torch.exp(z)) is not None:
        return 2 / (1 + e)
