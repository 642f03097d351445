# Tries: it prints for ever, on both streams and past them
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
import os
import sys

{answer}


for _ in range(300):
    print("x" * 200_000)
    print("x" * 200_000, file=sys.stderr)
    os.write(1, b"x" * 200_000)
