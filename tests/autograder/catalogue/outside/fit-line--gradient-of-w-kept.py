def fit_line(x, y, lr, steps):
    w = torch.zeros(1, 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        pred = (x @ w).squeeze(1) + b
        loss = F.mse_loss(pred, y)
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
            b.grad.zero_()
    return w.detach().reshape(()), b.detach().reshape(())
