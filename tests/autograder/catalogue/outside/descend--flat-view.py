def descend(f, w0, lr, steps):
    w = w0.detach().clone().requires_grad_()
    for _ in range(steps):
        g, = torch.autograd.grad(f(w), w)
        w.data.view(-1).sub_(lr * g.view(-1))
    return w.detach()
