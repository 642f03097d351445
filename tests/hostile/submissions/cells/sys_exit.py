# Tries: exit(), quit() and SystemExit
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
import sys

{answer}


sys.exit(0)
