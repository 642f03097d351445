def sum_to_shape(g, shape):
    if g.dim() > len(shape):
        return g.sum(dim=[*range(g.dim() - len(shape))])
    return g.sum()
