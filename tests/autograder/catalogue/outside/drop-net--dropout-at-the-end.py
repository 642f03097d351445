class DropNet(nn.Module):
    """Linear, dropout, linear."""

    def __init__(self, p=0.5):
        super().__init__()
        self.first = nn.Linear(8, 64)
        self.second = nn.Linear(64, 2)
        self.dropout = nn.Dropout(p)

    def forward(self, x):
        h = self.first(x)
        out = self.second(h)
        return self.dropout(out)
