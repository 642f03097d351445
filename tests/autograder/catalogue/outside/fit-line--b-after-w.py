def fit_line(x, y, lr, steps):
    n = len(y)
    xs = x[:, 0]
    w, b = 0.0, 0.0
    for i in range(steps):
        error = w * xs + b - y
        w = w - lr * 2 / n * float((error * xs).sum())
        error = w * xs + b - y
        b = b - lr * 2 / n * float(error.sum())
    return w, b
