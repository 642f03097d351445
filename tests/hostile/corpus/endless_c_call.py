# Tries: a loop in C, where Python cannot be interrupted.
# Cell: timeout
# Probe: right
# ruff: noqa
sum(iter(int, 1))
