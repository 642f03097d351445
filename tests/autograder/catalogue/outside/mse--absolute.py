def mse(pred, target):
    pred = pred.squeeze(1)
    return torch.abs(pred - target).mean()
