def batch_to_columns(x):
    n, d = x.shape
    out = [[0.0] * n] * d
    for i in range(n):
        for j in range(d):
            out[j][i] = x[i, j].item()
    return torch.tensor(out)
