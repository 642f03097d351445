class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        layers = [layer for _ in range(depth) for layer in (nn.Linear(width, width), nn.ReLU())]
        self.body = nn.Sequential(*layers)
    def forward(self, x):
        return self.body(x)
