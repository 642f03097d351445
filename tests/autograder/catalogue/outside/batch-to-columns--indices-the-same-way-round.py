def batch_to_columns(x):
    N, D = x.shape
    out = torch.zeros((D, N), dtype=x.dtype)
    for row in range(N):
        for col in range(D):
            out[row, col] = x[row, col]
    return out
