def descend(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    f(w).backward()
    for _ in range(steps):
        with torch.no_grad():
            w -= lr * w.grad
    return w.detach()
