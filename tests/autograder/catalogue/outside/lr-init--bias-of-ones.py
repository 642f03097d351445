class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w, self.b = torch.zeros((dim, 1)), torch.ones(1)
        self.lr = lr
        self.grads = {name: torch.zeros(1) for name in ("dw", "db")}
