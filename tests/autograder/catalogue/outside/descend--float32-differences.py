def descend(f, w0, lr, steps):
    w = w0.clone().float()
    for _ in range(steps):
        g = torch.zeros_like(w)
        for i in range(w.numel()):
            e = torch.zeros_like(w)
            e.view(-1)[i] = 1e-4
            g.view(-1)[i] = (f(w + e) - f(w - e)) / 2e-4
        w = w - lr * g
    return w
