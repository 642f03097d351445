# Tries: to recur for ever.
# Cell: error
# Probe: right
# ruff: noqa
def down():
    return down()


down()
