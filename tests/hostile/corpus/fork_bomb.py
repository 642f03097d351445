# Tries: to fork for ever.
# Cell: error | timeout | crashed
# Probe: right
# ruff: noqa
import os

while True:
    os.fork()
