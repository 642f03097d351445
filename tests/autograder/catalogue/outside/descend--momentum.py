def descend(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    speed = torch.zeros_like(w0)
    for _ in range(steps):
        (g,) = torch.autograd.grad(f(w), w)
        speed = 0.9 * speed + g
        w = (w - lr * speed).detach().requires_grad_()
    return w.detach()
