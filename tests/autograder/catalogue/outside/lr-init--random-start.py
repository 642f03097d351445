class LR(nn.Module):
    """w starts small and random, b at zero."""

    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w = torch.randn(dim, 1) * 0.01
        self.b = torch.zeros(1)
        self.lr = lr
        self.grads = {"dw": torch.zeros(dim, 1), "db": torch.zeros(1)}
