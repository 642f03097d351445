"""System calls that no notebook needs and a sandbox is better without.

Keys of the kernel's keyrings would outlive a submission and be there for the next
one in the same worker; the others are where flaws of the kernel have been found.
"""

from __future__ import annotations

import platform
import struct

# AUDIT_ARCH of <linux/audit.h>, and the calls' numbers of <asm/unistd.h>.
_ARCHITECTURES: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (
        0xC000003E,
        {
            "ptrace": 101,
            "pivot_root": 155,
            "mount": 165,
            "umount2": 166,
            "add_key": 248,
            "request_key": 249,
            "keyctl": 250,
            "unshare": 272,
            "perf_event_open": 298,
            "open_by_handle_at": 304,
            "setns": 308,
            "bpf": 321,
            "userfaultfd": 323,
            "io_uring_setup": 425,
            "io_uring_enter": 426,
            "io_uring_register": 427,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "umount2": 39,
            "mount": 40,
            "pivot_root": 41,
            "unshare": 97,
            "ptrace": 117,
            "add_key": 217,
            "request_key": 218,
            "keyctl": 219,
            "perf_event_open": 241,
            "open_by_handle_at": 265,
            "setns": 268,
            "bpf": 280,
            "userfaultfd": 282,
            "io_uring_setup": 425,
            "io_uring_enter": 426,
            "io_uring_register": 427,
        },
    ),
}

_LOAD, _JUMP_EQUAL, _JUMP_GREATER, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO, EPERM
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_X32 = 0x40000000


def program(machine: str | None = None) -> bytes:
    """The filter, as bubblewrap's --seccomp reads it; empty for an unknown processor."""
    known = _ARCHITECTURES.get(machine or platform.machine())
    if known is None:
        return b""
    architecture, calls = known
    numbers = sorted(calls.values())
    last = len(numbers)
    # Every test jumps over what follows it to the refusal at the end.
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 0, last + 3, architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_GREATER, last + 1, 0, _X32),  # the second set of numbers of x86_64
        *((_JUMP_EQUAL, last - place, 0, number) for place, number in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
