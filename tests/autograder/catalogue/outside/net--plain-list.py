class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(784, 100), nn.Linear(100, 10)]

    def forward(self, x):
        x = x.flatten(start_dim=1)
        h = F.relu(self.layers[0](x))
        return self.layers[1](h)
