# Tries: a sparse tensor
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
def bce(yhat, y):
    return torch.eye(3).to_sparse()
