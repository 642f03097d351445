# Tries: to write nonsense to whatever descriptor it has.
# Cell: crashed
# Probe: right
# ruff: noqa
import os

for descriptor in range(3, 300):
    try:
        os.write(descriptor, b"nonsense" * 1000)
    except OSError:
        pass
