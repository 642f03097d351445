def descend(f, w0, lr, steps):
    w = w0
    for _ in range(steps):
        p = w.detach().clone().requires_grad_()
        f(p).backward()
        w -= lr * p.grad
    return w.clone()
