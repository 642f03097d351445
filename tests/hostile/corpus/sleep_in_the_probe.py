# Tries: to wait for ever only when it is probed.
# Cell: ok
# Probe: timeout
# ruff: noqa
import time

LR.sigmoid = lambda self, z: time.sleep(10**9)
