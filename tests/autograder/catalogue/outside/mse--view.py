def mse(pred, target):
    return (pred.view(-1) - target).pow(2).mean()
