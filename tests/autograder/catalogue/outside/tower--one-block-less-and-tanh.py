class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        parts = []
        for i in range(1, depth):
            parts.append(nn.Linear(width, width))
            parts.append(nn.Tanh())
        self.seq = nn.Sequential(*parts)

    def forward(self, x):
        return self.seq(x)
