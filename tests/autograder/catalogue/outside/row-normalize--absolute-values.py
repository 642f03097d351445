def row_normalize(x):
    result = []
    for row in x:
        s = row.abs().sum()
        result.append(row / s)
    return torch.stack(result)
