class Net(nn.Module):
    def __init__(self):
        self.hidden = nn.Linear(784, 100)
        self.out = nn.Linear(100, 10)

    def forward(self, x):
        x = x.reshape(x.shape[0], 784)
        x = torch.relu(self.hidden(x))
        return self.out(x)
