# Tries: escapes that a terminal obeys: in outputs, in exceptions, in names
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
ESCAPES = "\x1b[2J\x1b]0;EVIL\x07\x1b[31m\x9b31m\r\x08\u202eEVIL"
print(ESCAPES)


def bce(yhat, y):
    raise type(ESCAPES, (ValueError,), {})(ESCAPES)
