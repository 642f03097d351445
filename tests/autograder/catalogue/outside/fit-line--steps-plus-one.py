def mse_gradients(xs, ys, w, b):
    diff = xs * w + b - ys
    return 2 * (diff * xs).mean(), 2 * diff.mean()


def fit_line(x, y, lr, steps):
    w = torch.tensor(0.0)
    b = torch.tensor(0.0)
    for i in range(0, steps + 1):
        dw, db = mse_gradients(x.squeeze(1), y, w, b)
        w = w - lr * dw
        b = b - lr * db
    return w, b
