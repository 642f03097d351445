class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.inp = nn.Linear(width, width)
        self.mid = nn.ModuleList(nn.Linear(width, width) for _ in range(depth - 2))
        self.out = nn.Linear(width, width)
    def forward(self, x):
        x = torch.relu(self.inp(x))
        for layer in self.mid:
            x = torch.relu(layer(x))
        return torch.relu(self.out(x))
