def sum_to_shape(g, shape):
    for axis in range(-len(shape), 0):
        if shape[axis] == 1:
            g = g.sum(axis, keepdim=True)
    return g
