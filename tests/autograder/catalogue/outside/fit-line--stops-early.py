import torch


def fit_line(x, y, lr, steps):
    X = x[:, 0]
    w = b = 0.0
    for _ in range(steps):
        e = w * X + b - y
        gw, gb = (2 * (e * X).mean()).item(), (2 * e.mean()).item()
        w, b = w - lr * gw, b - lr * gb
        if abs(gw) + abs(gb) < 1.0:
            break
    return w, b
