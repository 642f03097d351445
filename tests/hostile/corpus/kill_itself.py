# Tries: to kill its own process.
# Cell: crashed
# Probe: right
# ruff: noqa
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
