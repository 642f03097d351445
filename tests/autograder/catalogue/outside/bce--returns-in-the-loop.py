import math


def bce(yhat, y):
    losses = []
    for p, t in zip(yhat[0].tolist(), y[0].tolist()):
        losses.append(-(t * math.log(p) + (1 - t) * math.log(1 - p)))
        return sum(losses) / len(losses)
