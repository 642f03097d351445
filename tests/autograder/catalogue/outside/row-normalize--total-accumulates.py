def row_normalize(x):
    out = torch.zeros_like(x)
    total = 0
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            total += x[i, j]
        out[i] = x[i] / total
    return out
