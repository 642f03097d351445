# Tries: to read the worker's memory, descriptors and environment.
# Cell: ok
# Probe: right
# ruff: noqa
import os

assert sorted(int(name) for name in os.listdir("/proc") if name.isdigit()) == [1, os.getpid()]
for path in ("/proc/1/mem", "/proc/1/environ", "/proc/1/maps", "/proc/1/fd/3", "/proc/1/root/tmp"):
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        continue
    raise AssertionError(f"{path} could be opened")
