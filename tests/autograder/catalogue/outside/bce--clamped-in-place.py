import torch


def bce(yhat, y):
    yhat.clamp_(0.005, 0.995)
    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).mean()
