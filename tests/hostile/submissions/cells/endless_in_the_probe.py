# Tries: a loop without an end, only when it is asked
# Cell: bce
# Loses: bce
# State: flagged
# Says: used up its time
# ruff: noqa
def bce(yhat, y):
    while True:
        pass
