# Tries: what everything is made of is deleted
# Cell: bce
# Loses: bce
# State: flagged
# Says: bce ended the process
# ruff: noqa
import builtins

for name in ("len", "isinstance", "print", "open", "type", "__import__", "getattr", "super"):
    delattr(builtins, name)
