# Tries: its children burn the processor, and their end is charged to nobody
# Cell: bce
# Loses: bce
# State: flagged
# Says: processes were still running
# ruff: noqa
import os
import signal
import time

{answer}

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in range(4):
    if os.fork() == 0:
        while True:
            pass
time.sleep(600)
