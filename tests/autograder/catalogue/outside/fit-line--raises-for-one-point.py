import torch


def fit_line(x, y, lr, steps):
    w, b = torch.zeros(()), torch.zeros(())
    X = x.squeeze()
    for _ in range(steps):
        e = X * w + b - y
        w = w - lr * 2 * torch.dot(e, X) / len(X)
        b = b - lr * 2 * e.sum() / len(X)
    return w, b
