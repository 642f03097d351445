class Scaler(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("m", std)
        self.register_buffer("s", mean)

    def forward(self, x):
        centered = x - self.m
        scaled = centered / self.s
        return scaled
