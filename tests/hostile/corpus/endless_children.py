# Tries: to let child processes use the processor in its place.
# Cell: timeout
# Probe: right
# ruff: noqa
import os

for _ in range(4):
    if os.fork() == 0:
        while True:
            pass
while True:
    try:
        os.wait()
    except OSError:
        pass
