def numerical_gradient(f, x, h=1e-5):
    g = torch.zeros_like(x)
    for i in range(x.numel()):
        up = x.clone()
        up.view(-1)[i] += h
        g.view(-1)[i] = (f(up) - f(x)) / h
    return g
