# Tries: every interruption is swallowed
# Cell: bce
# Loses: bce
# State: flagged
# Says: bce
# ruff: noqa
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
