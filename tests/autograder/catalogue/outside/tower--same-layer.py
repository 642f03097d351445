class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.depth = depth
        layer = nn.Linear(width, width)
        self.layers = nn.ModuleList([layer for _ in range(depth)])

    def forward(self, x):
        for k in range(self.depth):
            x = self.layers[k](x).relu()
        return x
