# Tries: to read address 0.
# Cell: crashed
# Probe: right
# ruff: noqa
import ctypes

ctypes.string_at(0)
