# Tries: it reads address 0
# Cell: bce
# Loses: bce
# State: flagged
# Says: goes below Python
# ruff: noqa
import ctypes

ctypes.string_at(0)
