# Tries: it waits for ever, without using anything
# Cell: bce
# Loses: bce
# State: flagged
# Says: did nothing
# ruff: noqa
import time

time.sleep(10**9)
