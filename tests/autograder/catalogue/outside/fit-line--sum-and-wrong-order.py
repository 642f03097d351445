def fit_line(x, y, lr, steps):
    w = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        w.grad = b.grad = None
        loss = ((x[:, 0] * w + b - y) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w.sub_(lr * w.grad)
            b.sub_(lr * b.grad)
    return b.item(), w.item()
