# Tries: to become root in a namespace of its own and mount something.
# Cell: ok
# Probe: right
# ruff: noqa
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
assert libc.unshare(0x10000000) == -1, "a user namespace was made"
assert libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == -1, "something was mounted"
assert libc.ptrace(16, 1, None, None) == -1, "the worker was attached to"
