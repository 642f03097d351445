class DropNet(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.lin1 = nn.Linear(8, 64)
        self.drop = nn.Dropout(p)
        self.lin2 = nn.Linear(64, 2)

    def forward(self, x):
        x = torch.relu(self.lin1(x))
        x = self.drop(x)
        return self.lin2(x)
