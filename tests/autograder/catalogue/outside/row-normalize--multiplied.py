def row_normalize(x):
    ones = torch.ones(x.shape[1], 1, dtype=x.dtype)
    s = x @ ones
    return x * s
