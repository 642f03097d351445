# Tries: to leave a key in the kernel's keyring for the next submission.
# Cell: ok
# Probe: right
# ruff: noqa
import ctypes
import platform

ADD_KEY = {"x86_64": 248, "aarch64": 217}[platform.machine()]
libc = ctypes.CDLL(None)
assert libc.syscall(ADD_KEY, b"user", b"name", b"secret", 6, -4) == -1, "a key was left"
