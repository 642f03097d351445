# Tries: a secret, a token, a path of the instructor's in what the process was given
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
import os
import sys

for name, value in os.environ.items():
    if any(word in name.lower() for word in ("secret", "token", "seed", "pass")):
        if name != "PYTHONHASHSEED":
            print("STOLEN", name, value)
for text in (*sys.argv, *sys.orig_argv, *os.environ.values()):
    if "{course}" in text or "{project}/autograder" in text:
        print("STOLEN", text)

{answer}
