def cross_entropy(logits: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    eps = 1e-12
    p = F.softmax(logits, dim=1)
    n = logits.shape[0]
    right = p[torch.arange(n), y]
    return -torch.log(right + eps).mean()
