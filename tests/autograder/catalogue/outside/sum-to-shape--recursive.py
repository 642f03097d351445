def sum_to_shape(g, shape):
    if tuple(g.shape) == tuple(shape):
        return g
    if g.ndim > len(shape):
        return sum_to_shape(torch.sum(g, 0), shape)
    axis = next(i for i in range(g.ndim) if g.size(i) != shape[i])
    return sum_to_shape(g.sum(axis, keepdim=True), shape)
