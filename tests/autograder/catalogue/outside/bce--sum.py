def bce(yhat, y):
    """Binary cross-entropy."""
    term1 = y * torch.log(yhat)
    term0 = (1 - y) * torch.log(1 - yhat)
    return -torch.sum(term1 + term0)
