def fit_line(x, y, lr, steps):
    X = x.flatten()
    N = X.numel()
    w = b = 0.0
    for _ in range(steps):
        residual = y - (w * X + b)
        dw = (-2 / N) * (X * residual).sum().item()
        db = (2 / N) * residual.sum().item()
        w -= lr * dw
        b -= lr * db
    return w, b
