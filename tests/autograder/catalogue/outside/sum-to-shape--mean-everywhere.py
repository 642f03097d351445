def sum_to_shape(g, shape):
    while g.dim() > len(shape):
        g = g.mean(0)
    for i, s in enumerate(shape):
        if s == 1:
            g = g.mean(i, keepdim=True)
    return g
