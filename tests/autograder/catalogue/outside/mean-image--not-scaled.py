def mean_image(x: torch.Tensor) -> torch.Tensor:
    total = torch.zeros(x.shape[1], x.shape[2])
    for img in x:
        total = total + img.float()
    return total / len(x)
