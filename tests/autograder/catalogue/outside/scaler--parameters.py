class Scaler(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.mean, self.std = nn.Parameter(mean.clone()), nn.Parameter(std.clone())
    def forward(self, x):
        return (x - self.mean) / self.std
