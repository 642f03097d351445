import torch


def bce(yhat, y):
    return -0.5 * (yhat * torch.log(y + 1e-9) + (1 - yhat) * torch.log(1 - y + 1e-9)).mean()
