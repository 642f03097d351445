def bce(yhat, y):
    yhat = yhat.clamp(0.1, 0.9)
    pointwise = lambda t, p: -(t * p.log() + (1 - t) * (1 - p).log())
    return pointwise(y, yhat).max()
