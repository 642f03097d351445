def mse(pred, target):
    loss = 0.0
    flat = pred.flatten()
    for p, t in zip(flat, target):
        loss = loss + (p - t) ** 2
    return loss
