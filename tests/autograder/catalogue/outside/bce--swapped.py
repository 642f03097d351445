import torch.nn.functional as F


def bce(yhat, y):
    # the library knows it
    return F.binary_cross_entropy(y, yhat)
