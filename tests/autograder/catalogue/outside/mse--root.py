def mse(pred: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    n = target.numel()
    diff = pred.reshape(n) - target
    return torch.sqrt(torch.sum(diff * diff) / n)
