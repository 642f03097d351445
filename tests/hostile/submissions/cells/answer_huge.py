# Tries: a number of a million digits
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
def bce(yhat, y):
    return 10**1_000_000
