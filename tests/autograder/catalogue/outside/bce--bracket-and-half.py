def bce(yhat, y):
    first = y * torch.log(yhat)
    second = 1 - y * torch.log(1 - yhat)
    return -0.5 * (first + second).mean()
