# Tries: it allocates for ever, in one process and in several
# Cell: bce
# Loses: bce
# State: flagged | graded
# Says: forks or signals processes
# ruff: noqa
import os

hoard = []
os.fork()
while True:
    hoard.append(os.urandom(1) * 50_000_000)

{answer}
