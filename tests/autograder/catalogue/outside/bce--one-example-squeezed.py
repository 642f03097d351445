import torch


def bce(yhat, y):
    p = yhat.squeeze()
    t = y.squeeze()
    return -sum(a * torch.log(b) + (1 - a) * torch.log(1 - b) for a, b in zip(t, p)) / len(p)
