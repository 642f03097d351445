class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.blocks = []
        for _ in range(depth):
            self.blocks.append(nn.Linear(width, width))

    def forward(self, x):
        for block in self.blocks:
            x = torch.relu(block(x))
        return x
