def bce(yhat, y):
    m = y.shape[1]
    losses = -y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)
    return losses.sum() / m
