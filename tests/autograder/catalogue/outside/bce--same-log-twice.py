def bce(yhat, y):
    total = 0.0
    m = y.shape[1]
    for i in range(m):
        p = yhat[0, i]
        t = y[0, i]
        total = total - t * torch.log(p) - (1 - t) * torch.log(p)
    return total / m
