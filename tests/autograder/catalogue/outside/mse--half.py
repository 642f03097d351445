def mse(pred, target):
    N = len(target)
    difference = pred[:, 0] - target
    return 1 / (2 * N) * (difference ** 2).sum()
