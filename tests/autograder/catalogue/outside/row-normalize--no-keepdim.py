def row_normalize(x: torch.Tensor) -> torch.Tensor:
    """Divide each row by its own sum."""
    row_sums = x.sum(1)
    # broadcasting does the rest
    normalized = x / row_sums
    return normalized
