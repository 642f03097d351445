# Tries: to use the processor for ever.
# Cell: timeout
# Probe: right
# ruff: noqa
while True:
    pass
