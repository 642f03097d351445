# Tries: the network: TCP, UDP, names, unix sockets in files and without, raw packets, netlink
# Cell: bce
# Loses: nothing
# State: flagged
# Says: opens a network connection
# Proof: STOLEN
# ruff: noqa
import os
import socket
import threading

TRIES = (
    (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", {port})),
    (socket.AF_INET, socket.SOCK_STREAM, ("1.1.1.1", 80)),
    (socket.AF_INET, socket.SOCK_STREAM, ("169.254.169.254", 80)),
    (socket.AF_UNIX, socket.SOCK_STREAM, "\0hostile-canary-{port}"),
    (socket.AF_UNIX, socket.SOCK_STREAM, "/var/run/docker.sock"),
    (socket.AF_UNIX, socket.SOCK_STREAM, "/run/dbus/system_bus_socket"),
)
for family, kind, address in TRIES:
    try:
        with socket.socket(family, kind) as link:
            link.settimeout(0.2)
            link.connect(address)
            print("STOLEN", link.recv(100))
    except OSError:
        pass


def look_up():
    try:
        print("STOLEN", socket.getaddrinfo("localhost.localdomain.example.org", 80))
    except OSError:
        pass


# Where nobody answers, a name is waited for longer than a cell may idle.
asking = threading.Thread(target=look_up, daemon=True)
asking.start()
asking.join(0.3)
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.sendto(b"x", ("8.8.8.8", 53))
        print("SENT")
except OSError:
    pass

{answer}
