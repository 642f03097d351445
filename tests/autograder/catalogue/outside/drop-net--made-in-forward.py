class DropNet(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p
        self.l1 = nn.Linear(8, 64)
        self.l2 = nn.Linear(64, 2)

    def forward(self, x):
        drop = nn.Dropout(self.p)
        return self.l2(drop(self.l1(x)))
