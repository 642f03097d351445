class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.lin1 = nn.Linear(784, 100)
        self.lin2 = nn.Linear(100, 10)

    def forward(self, x):
        x = self.flatten(x)
        x = self.lin1(x)
        x = self.lin2(x)
        return x
