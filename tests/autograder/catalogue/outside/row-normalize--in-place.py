def row_normalize(x):
    x /= x.sum(dim=1, keepdim=True)
    return x
