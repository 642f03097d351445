def batch_to_columns(x):
    n, d = x.size()
    flat = x.reshape(-1)
    out = torch.zeros(d, n)
    for i in range(n - 1):
        for j in range(d):
            out[j, i] = flat[i * n + j]
    return out
