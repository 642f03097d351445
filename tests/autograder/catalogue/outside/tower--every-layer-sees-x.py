class Tower(nn.Module):
    """depth blocks of Linear and ReLU."""

    def __init__(self, width, depth):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(width, width) for d in range(depth)])
        self.act = nn.ReLU()

    def forward(self, x):
        out = x
        for layer in self.layers:
            out = self.act(layer(x))
        return out
