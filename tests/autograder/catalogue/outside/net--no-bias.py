class Net(nn.Module):
    """784 - 100 - 10."""

    def __init__(self, hidden: int = 100):
        super().__init__()
        self.fc1 = nn.Linear(28 * 28, hidden)
        self.act = nn.ReLU()
        self.fc2 = nn.Linear(hidden, 10, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.view(x.size(0), -1)
        return self.fc2(self.act(self.fc1(x)))
