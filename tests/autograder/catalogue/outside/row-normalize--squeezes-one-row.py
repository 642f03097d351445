def row_normalize(x):
    return (x / x.sum(1, keepdim=True)).squeeze()
