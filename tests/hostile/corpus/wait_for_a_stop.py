# Tries: to stop its own process, so that nothing of it runs.
# Cell: timeout
# Probe: right
# ruff: noqa
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
