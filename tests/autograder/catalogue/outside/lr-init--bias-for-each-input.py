class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        shape = (dim, 1)
        self.lr = lr
        self.w = torch.zeros(shape)
        self.b = torch.zeros(dim)
        self.grads = {}
        for key in ["dw", "db"]:
            self.grads[key] = torch.zeros(shape)
