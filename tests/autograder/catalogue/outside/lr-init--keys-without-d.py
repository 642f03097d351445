class LR(nn.Module):
    def __init__(self, dim: int, lr: float = 0.01):
        super().__init__()
        # the parameters
        self.w = torch.zeros(dim, 1)
        self.b = torch.zeros(())
        # what else is needed
        self.lr = lr
        self.grads = {"w": torch.zeros(dim, 1), "b": torch.zeros(())}
