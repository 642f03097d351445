# Tries: it makes files for ever
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
import os

{answer}


for number in range(60_000):
    os.close(os.open(f"/tmp/{number}", os.O_CREAT | os.O_WRONLY))
