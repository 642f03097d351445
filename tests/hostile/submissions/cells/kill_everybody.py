# Tries: every signal on its parent, on process 1, on its group and on all
# Cell: bce
# Loses: bce
# State: flagged
# Says: signals processes
# ruff: noqa
import os
import signal

for target in (os.getppid(), 1, -1, 0):
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGSTOP, signal.SIGKILL):
        try:
            os.kill(target, number)
        except OSError:
            pass
