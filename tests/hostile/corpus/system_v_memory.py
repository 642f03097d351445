# Tries: memory, messages and semaphores of System V, which outlive their processes.
# Cell: ok
# Probe: right
# ruff: noqa
import ctypes

libc = ctypes.CDLL(None)
for key in range(1, 20):
    assert libc.shmget(key, 1_000_000, 0o1600) == -1, "memory that belongs to no process"
    assert libc.msgget(key, 0o1600) == -1 and libc.semget(key, 1, 0o1600) == -1
