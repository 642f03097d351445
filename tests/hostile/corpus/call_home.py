# Tries: to reach the network.
# Cell: ok
# Probe: right
# ruff: noqa
import socket

for address in (("1.1.1.1", 80), ("169.254.169.254", 80), ("127.0.0.1", 22)):
    try:
        socket.create_connection(address, timeout=2)
    except OSError:
        continue
    raise AssertionError(f"{address} could be reached")
