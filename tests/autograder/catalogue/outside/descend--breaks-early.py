def descend(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for step in range(steps):
        f(w).backward()
        with torch.no_grad():
            w -= lr * w.grad
        if w.grad.norm() < 100:
            break
        w.grad = None
    return w.detach()
