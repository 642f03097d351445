# Tries: every signal on process 1, its group, and on everything at once.
# Cell: error
# Probe: right
# ruff: noqa
import os
import signal

for number in range(1, 65):
    try:
        os.kill(1, number)
    except OSError:
        pass
os.kill(-1, signal.SIGINT)
os.kill(-1, signal.SIGKILL)
