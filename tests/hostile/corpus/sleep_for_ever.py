# Tries: to wait for ever without using the processor.
# Cell: timeout
# Probe: right
# ruff: noqa
import time

time.sleep(10**9)
