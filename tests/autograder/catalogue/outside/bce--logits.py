def bce(yhat, y):
    loss_fn = nn.BCEWithLogitsLoss()
    return loss_fn(yhat, y)
