def sum_to_shape(g, shape):
    while g.dim() > len(shape):
        g = torch.sum(g, dim=0)
    dims = tuple(i for i, s in enumerate(shape) if s == 1 and g.shape[i] > 1)
    return g.sum(dims) if dims else g
