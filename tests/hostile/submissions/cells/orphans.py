# Tries: processes that leave their session and outlive it
# Cell: bce
# Loses: nothing
# State: flagged
# Says: still running
# ruff: noqa
import os
import signal
import time

{answer}


for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            while True:
                time.sleep(0.05)
        os._exit(0)
