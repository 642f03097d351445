def sum_to_shape(g, shape):
    n = g.ndim - len(shape)
    for _ in range(n):
        g = g.sum(axis=0)
    return g
