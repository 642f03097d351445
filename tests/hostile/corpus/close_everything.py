# Tries: to close every descriptor it has.
# Cell: crashed
# Probe: right
# ruff: noqa
import os

os.closerange(0, 1000)
