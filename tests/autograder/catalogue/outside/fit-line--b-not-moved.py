def fit_line(x, y, lr, steps):
    w = torch.tensor(0.0)
    b = torch.tensor(0.0)
    X = x.flatten()
    for _ in range(steps):
        residual = y - (w * X + b)
        dw = -2 * (X * residual).mean()
        db = -2 * residual.mean()
        w = w - lr * dw
        b - lr * db
    return w, b
