def fit_line(x, y, lr, steps):
    """Gradient descent on the mean squared error."""
    w = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    opt = torch.optim.SGD([w, b], lr=lr)
    for _ in range(steps):
        opt.zero_grad()
        yhat = x * w + b
        loss = ((yhat - y) ** 2).mean()
        loss.backward()
        opt.step()
    return w.detach(), b.detach()
