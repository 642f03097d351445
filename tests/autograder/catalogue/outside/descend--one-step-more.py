def descend(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for i in range(steps + 1):
        out = f(w)
        out.backward()
        w.data -= lr * w.grad
        w.grad.zero_()
    return w.detach()
