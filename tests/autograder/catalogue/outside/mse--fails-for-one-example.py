def mse(pred, target):
    difference = pred.squeeze() - target
    return sum(d ** 2 for d in difference.tolist()) / len(pred.squeeze())
