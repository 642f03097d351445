class DropNet(nn.Module):
    def __init__(self, p=0.5):
        super(DropNet, self).__init__()
        self.p = p
        self.a = nn.Linear(8, 64)
        self.b = nn.Linear(64, 2)

    def forward(self, x):
        h = self.a(x)
        if self.training:
            keep = (torch.rand(h.shape) > self.p).float()
            h = h * keep
        return self.b(h)
