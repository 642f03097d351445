# Tries: a number of a hundred thousand digits
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
def bce(yhat, y):
    return 10**100_000
