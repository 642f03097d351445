# Tries: every descriptor is closed, then opened on a file of its own
# Cell: bce
# Loses: bce
# State: flagged
# Says: bce
# ruff: noqa
import os

os.closerange(0, 1000)
for _ in range(20):
    os.open("/tmp/mine", os.O_CREAT | os.O_RDWR)
