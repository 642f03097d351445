class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.here = nn.Linear(width, width) if depth else None
        self.rest = Tower(width, depth - 1) if depth else None
    def forward(self, x):
        return x if self.here is None else self.rest(F.relu(self.here(x)))
