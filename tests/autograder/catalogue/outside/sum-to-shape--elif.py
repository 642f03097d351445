def sum_to_shape(g, shape):
    if g.dim() != len(shape):
        return g.sum(dim=tuple(range(g.dim() - len(shape))))
    for i, s in enumerate(shape):
        if s == 1:
            g = g.sum(dim=i, keepdim=True)
    return g
