def numerical_gradient(f, x, h=1e-5):
    g = torch.zeros_like(x)
    p = x.clone()
    for i in range(p.numel()):
        old = p.view(-1)[i].item()
        p.view(-1)[i] = old + h
        a = f(p)
        p.view(-1)[i] = old - h
        c = f(p)
        g.view(-1)[i] = (a - c) / (2 * h)
    return g
