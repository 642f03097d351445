def descend(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        loss = f(w)
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            w.grad.zero_()
    print("last value", loss.item())
    return w.detach()
