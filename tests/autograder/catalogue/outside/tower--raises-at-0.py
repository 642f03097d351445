class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        layers = [nn.Sequential(nn.Linear(width, width), nn.ReLU()) for _ in range(depth)]
        self.first = layers[0]
        self.rest = nn.Sequential(*layers[1:])
    def forward(self, x):
        return self.rest(self.first(x))
