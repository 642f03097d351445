def row_normalize(x):
    sums = x.sum(-1)
    return x * (1 / sums).view(-1, 1)
