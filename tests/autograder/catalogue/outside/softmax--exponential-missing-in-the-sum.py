def softmax(x: torch.Tensor) -> torch.Tensor:
    rows = []
    for row in x:
        z = row - row.max()
        rows.append(torch.exp(z) / z.sum())
    return torch.stack(rows)
