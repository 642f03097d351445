# Tries: a tensor whose memory is gone
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
def bce(yhat, y):
    loss = torch.ones(4)
    loss.untyped_storage().resize_(0)
    return loss
