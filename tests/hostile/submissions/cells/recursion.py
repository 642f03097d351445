# Tries: a function that calls itself for ever, a repr too
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
class Down:
    def __repr__(self):
        return repr(self)


def bce(yhat, y):
    return bce(yhat, y)


Down()
