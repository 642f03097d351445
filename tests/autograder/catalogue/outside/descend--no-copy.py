def descend(f, w0, lr, steps):
    w = w0.detach()
    w.requires_grad_()
    for t in range(steps):
        f(w).backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.detach()
