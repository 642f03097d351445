class Scaler(nn.Module):
    def __init__(self, mean, std):
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)
        super().__init__()

    def forward(self, x):
        return (x - self.mean) / self.std
