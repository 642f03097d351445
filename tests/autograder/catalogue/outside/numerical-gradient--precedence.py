def numerical_gradient(f, x, h=1e-5):
    """Central differences, one element at a time."""
    g = torch.zeros(x.shape, dtype=torch.float64)
    for idx in range(x.numel()):
        delta = torch.zeros(x.numel(), dtype=torch.float64)
        delta[idx] = h
        delta = delta.reshape(x.shape)
        g.flatten()[idx] = 0
        g.view(-1)[idx] = (f(x + delta) - f(x - delta)) / 2 * h
    return g
