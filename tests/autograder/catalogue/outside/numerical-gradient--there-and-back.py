def numerical_gradient(f, x, h=1e-5):
    g = torch.zeros_like(x)
    flat, out = x.view(-1), g.view(-1)
    for i in range(flat.numel()):
        flat[i] += h
        up = float(f(x))
        flat[i] -= 2 * h
        down = float(f(x))
        flat[i] += h
        out[i] = (up - down) / (2 * h)
    return g
