def descend(f, w0, lr, steps):
    if steps == 0:
        return w0
    w = w0.clone()
    for _ in range(steps):
        w = w.detach().requires_grad_()
        (g,) = torch.autograd.grad(f(w), w)
        w = w - lr * g
    return w.detach()
