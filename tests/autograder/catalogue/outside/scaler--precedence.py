class Scaler(nn.Module):
    """Standardise the columns."""

    def __init__(self, mean: torch.Tensor, std: torch.Tensor):
        super().__init__()
        self.register_buffer("mu", mean.clone())
        self.register_buffer("sigma", std.clone())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x - self.mu / self.sigma
