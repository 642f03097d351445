def mse(pred, target):
    total = 0
    for i in range(len(target)):
        d = pred[i, 0] + target[i]
        total += d * d
    return total
