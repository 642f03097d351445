def bce(yhat, y):
    m = y.shape[0]
    cost = -(y * yhat.log() + (1 - y) * (1 - yhat).log()).sum()
    return cost / m
