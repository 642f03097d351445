class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), F.relu, nn.Linear(100, 10))
    def forward(self, x):
        return self.net(x)
