# Tries: a nested tensor
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
def bce(yhat, y):
    return torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])
