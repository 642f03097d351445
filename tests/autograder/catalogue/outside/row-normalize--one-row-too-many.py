def row_normalize(x):
    out = x.clone()
    for i in range(x.shape[0] + 1):
        out[i] = x[i] / x[i].sum()
    return out
