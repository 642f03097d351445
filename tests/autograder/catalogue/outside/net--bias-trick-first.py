class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(100, 785) * 0.01)
        self.fc2 = nn.Linear(100, 10)
    def forward(self, x):
        x = x.flatten(1)
        ones = torch.ones(x.shape[0], 1, dtype=x.dtype)
        return self.fc2(torch.relu(torch.cat([ones, x], 1) @ self.w1.T))
