# Tries: it holds gigabytes in files without a name, in shared memory without pages and in full sockets
# Cell: bce
# Loses: nothing
# State: flagged
# ruff: noqa
import ctypes
import mmap
import os
import socket
import time

{answer}

_held = []
for _turn in range(60):
    for _way in (
        lambda: os.write(os.memfd_create("m"), bytes(40 << 20)),
        lambda: _held.append(mmap.mmap(-1, 40 << 20)) or _held[-1].write(bytes(40 << 20)),
    ):
        try:
            _way()
        except OSError:
            pass
    try:
        _held.append(socket.socketpair())
        _held[-1][0].setblocking(False)
        _held[-1][0].send(bytes(1 << 20))
    except OSError:
        pass
time.sleep(0.5)
