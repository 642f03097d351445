def descend(f, w0, lr, steps):
    w = w0.clone().detach().requires_grad_(True)
    for i in range(steps):
        loss = f(w)
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
    return w.detach()
