class DropNet(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.prob = p
        self.layer1 = nn.Linear(8, 64)
        self.layer2 = nn.Linear(64, 2)

    def forward(self, x):
        h = self.layer1(x)
        mask = (torch.rand_like(h) < self.prob).to(h.dtype)
        h = h * mask / (1 - self.prob)
        return self.layer2(h)
