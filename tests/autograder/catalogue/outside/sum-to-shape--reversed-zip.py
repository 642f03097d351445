def sum_to_shape(g, shape):
    extra = len(g.shape) - len(shape)
    for _ in range(extra):
        g = g.sum(dim=0)
    dims = [i for i, (a, b) in enumerate(zip(g.shape, shape)) if a != b]
    if dims:
        g = g.sum(dim=dims, keepdim=True)
    return g.clone()
