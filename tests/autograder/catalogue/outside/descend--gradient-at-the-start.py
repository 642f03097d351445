def descend(f, w0, lr, steps):
    w = w0.clone()
    for _ in range(steps):
        leaf = w0.clone().requires_grad_(True)
        f(leaf).backward()
        w = w - lr * leaf.grad
    return w
