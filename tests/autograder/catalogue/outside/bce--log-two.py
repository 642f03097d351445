def bce(yhat, y):
    right = torch.where(y == 1, yhat, 1 - yhat)  # the probability of what is true
    return -torch.log2(right).mean()
