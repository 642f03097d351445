# Tries: shared memory of System V, which outlives its processes.
# Cell: ok
# Probe: right
# ruff: noqa
import ctypes

libc = ctypes.CDLL(None)
for key in range(1, 20):
    assert libc.shmget(key, 1_000_000, 0o1600) >= 0
