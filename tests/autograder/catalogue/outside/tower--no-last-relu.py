class Tower(nn.Module):
    def __init__(self, width: int, depth: int):
        super().__init__()
        self.depth = depth
        self.linears = nn.ModuleList()
        for i in range(depth):
            self.linears.append(nn.Linear(width, width))

    def forward(self, x):
        for i, lin in enumerate(self.linears):
            x = lin(x)
            if i < self.depth - 1:
                x = F.relu(x)
        return x
