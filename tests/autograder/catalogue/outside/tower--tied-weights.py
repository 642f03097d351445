class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        for layer in self.layers:
            layer.weight = self.layers[0].weight
    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x
