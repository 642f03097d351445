def mse(pred, target):
    return torch.mean((pred.squeeze(2) - target) ** 2)
