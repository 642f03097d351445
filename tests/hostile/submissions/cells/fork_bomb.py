# Tries: it forks for ever
# Cell: bce
# Loses: bce
# State: flagged
# Says: forks or signals processes
# ruff: noqa
import os

while True:
    os.fork()
