def mse(pred, target):
    pred -= target.unsqueeze(1)
    return (pred ** 2).mean()
