# Tries: numbers without end
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
def bce(yhat, y):
    while True:
        yield torch.zeros(1).expand(2**31)
