def descend(f, w0, lr, steps):
    w = torch.zeros_like(w0, requires_grad=True)
    for _ in range(steps):
        f(w).backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.detach()
