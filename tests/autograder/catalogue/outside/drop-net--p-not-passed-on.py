class DropNet(nn.Module):
    def __init__(self, p: float = 0.5):
        super().__init__()
        self.p = p
        self.seq = nn.Sequential(
            nn.Linear(8, 64),
            nn.Dropout(0.5),
            nn.Linear(64, 2),
        )

    def forward(self, x):
        return self.seq(x)
