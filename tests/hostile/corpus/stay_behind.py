# Tries: a process that leaves its session and outlives the submission.
# Cell: ok
# Probe: right
# ruff: noqa
import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            time.sleep(0.01)
            open("/tmp/still-here", "w").close()
    os._exit(0)
