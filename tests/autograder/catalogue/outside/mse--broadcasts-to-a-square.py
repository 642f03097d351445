def mse(pred, target):
    err = pred - target
    sq = err ** 2
    return sq.mean()
