class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.net = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))

    def forward(self, x):
        h = x
        for layer in self.net:
            h = layer(h)
        return torch.relu(h)
