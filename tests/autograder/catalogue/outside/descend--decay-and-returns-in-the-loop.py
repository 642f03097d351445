def descend(f, w0, lr, steps):
    w = w0.clone().requires_grad_(True)
    for k in range(steps):
        g, = torch.autograd.grad(f(w), w)
        lr = lr * 0.9
        with torch.no_grad():
            w -= lr * g
        return w.detach()
    return w.detach()
