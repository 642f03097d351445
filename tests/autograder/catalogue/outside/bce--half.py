import torch


def bce(yhat, y):
    return -0.5 * (y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).mean()
