# Tries: to end the process with a status that says all went well.
# Cell: crashed
# Probe: right
# ruff: noqa
import os

os._exit(0)
