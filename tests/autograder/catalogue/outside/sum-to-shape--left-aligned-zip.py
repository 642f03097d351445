def sum_to_shape(g, shape):
    for i, (a, b) in enumerate(zip(g.shape, shape)):
        if b == 1 and a != 1:
            g = g.sum(i, keepdim=True)
    for _ in range(g.dim() - len(shape)):
        g = g.sum(-1)
    return g
