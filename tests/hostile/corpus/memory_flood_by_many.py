# Tries: to share the flood among processes that each stay below their limit.
# Cell: crashed | timeout
# Probe: right
# ruff: noqa
import os
import time

for _ in range(8):
    if os.fork() == 0:
        kept = b"x" * 150_000_000
        time.sleep(1000)
time.sleep(1000)
