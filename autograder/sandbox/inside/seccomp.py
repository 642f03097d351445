"""System calls that no notebook needs and a submission is better without.

What is refused: what reaches out of the namespaces or makes new ones; what holds memory
that belongs to no process; what lets a child's processor time be forgotten; what two
submissions could talk through, at one time or one after the other; and calls that are seldom
used and in which flaws of the kernel have been found.
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# The calls' numbers on x86_64 and aarch64 (<asm/unistd.h>); None where there is none. Since
# 424 new ones have the same number everywhere.
_NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "add_key": (248, 217),
    "bpf": (321, 280),
    "cachestat": (451, 451),
    "clone": (56, 220),
    "clone3": (435, 435),
    "fanotify_init": (300, 262),
    "fcntl": (72, 25),
    "flock": (73, 32),
    "fsetxattr": (190, 7),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "io_setup": (206, 0),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioctl": (16, 29),
    "kcmp": (312, 272),
    "keyctl": (250, 219),
    "landlock_create_ruleset": (444, 444),
    "lsetxattr": (189, 6),
    "mbind": (237, 235),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "migrate_pages": (256, 238),
    "mincore": (27, 232),
    "mmap": (9, 222),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "mq_open": (240, 180),
    "msgget": (68, 186),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "open_tree_attr": (467, 467),
    "perf_event_open": (298, 241),
    "pidfd_getfd": (438, 438),
    "pivot_root": (155, 41),
    "prctl": (157, 167),
    "preadv2": (327, 286),
    "prlimit64": (302, 261),
    "process_madvise": (440, 440),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "request_key": (249, 218),
    "rt_sigaction": (13, 134),
    "seccomp": (317, 277),
    "semget": (64, 190),
    "set_mempolicy": (238, 237),
    "setns": (308, 268),
    "setsockopt": (54, 208),
    "setxattr": (188, 5),
    "setxattrat": (463, 463),
    "shmget": (29, 194),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "splice": (275, 76),
    "syslog": (103, 116),
    "tee": (276, 77),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "vmsplice": (278, 75),
}
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # AUDIT_ARCH

_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT = 0x15, 0x35, 0x45
_ALLOW = 0x7FFF0000
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_X32 = 0x40000000

Instruction = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Where:
    """What a call gets where the bits of an argument, under the mask, are one of the values.

    In ``_ONLY``: where they are none of them. Only the lower half is looked at: all of these
    arguments are ints, or flags below 2**32.
    """

    argument: int
    values: Sequence[int]
    mask: int = 0xFFFFFFFF
    error: int = errno.EPERM


_NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW*
_SIGCHLD, _SHARED, _SHARED_VALIDATE, _ANONYMOUS, _HUGE = 17, 1, 3, 0x20, 0x40000
_KIND = 0x0F  # MAP_TYPE
_AF_UNIX = 1
_PR_SET_SECCOMP, _PR_FUTEX_HASH = 22, 78
_SO_SNDBUF, _SO_RCVBUF, _SO_ATTACH_FILTER, _SO_ATTACH_BPF = 7, 8, 26, 50
_SO_REUSEPORT_CBPF, _SO_REUSEPORT_EBPF = 51, 52
_F_SETLEASE, _F_NOTIFY = 1024, 1026
_F_SETLK, _F_SETLKW, _F_OFD_SETLK, _F_OFD_SETLKW = 6, 7, 37, 38
_GRANTED = 0  # no error: the call has done nothing, and says that it has

# Where only some uses are refused.
_SOME: dict[str, tuple[_Where, ...]] = {
    "fcntl": (
        _Where(1, (_F_SETLEASE, _F_NOTIFY)),
        # A lock on a file of the system or on /dev/null could be seen from another sandbox.
        # Locks are granted in words: on its own files a submission has nobody to fear.
        _Where(1, (_F_SETLK, _F_SETLKW, _F_OFD_SETLK, _F_OFD_SETLKW), error=_GRANTED),
    ),
    "flock": (_Where(1, (0,), 0, error=_GRANTED),),
    "mmap": (
        # Pages of the machine's reserve are not counted with a process; shared memory without
        # a file is held even when no process has a page of it.
        _Where(3, (_HUGE,), _HUGE),
        _Where(3, (_SHARED | _ANONYMOUS, _SHARED_VALIDATE | _ANONYMOUS), _KIND | _ANONYMOUS),
    ),
    # A filter of its own, or the strict mode, which ends a process like a stranger's SIGKILL;
    # a table for futexes, as large as one likes.
    "prctl": (_Where(0, (_PR_SET_SECCOMP, _PR_FUTEX_HASH)),),
    "setsockopt": (
        # Filters of packets live in memory that all sandboxes share and cannot do without.
        _Where(2, (_SO_ATTACH_FILTER, _SO_ATTACH_BPF, _SO_REUSEPORT_CBPF, _SO_REUSEPORT_EBPF)),
        # What lies unread in a socket is in no process's name: it holds what it holds by default.
        _Where(2, (_SO_SNDBUF, _SO_RCVBUF), error=_GRANTED),
    ),
}
# Where only some uses are allowed.
_ONLY: dict[str, _Where] = {
    # Terminals, pipes and sockets; those of files ask a file system about what others have read.
    "ioctl": _Where(1, (0x5400,), 0xFF00, errno.ENOTTY),
    "socket": _Where(0, (_AF_UNIX,), error=errno.EAFNOSUPPORT),
    "socketpair": _Where(0, (_AF_UNIX,), error=errno.EAFNOSUPPORT),
}
_WHY = {
    "clone3": errno.ENOSYS,  # glibc then falls back to clone, whose flags can be seen
    # Lists of rights are counted by nobody. Who copies files does without.
    **dict.fromkeys(("setxattr", "lsetxattr", "fsetxattr", "setxattrat"), errno.ENOTSUP),
}


def program(machine: str | None = None) -> bytes:
    """The filter, as the kernel's ``sock_filter`` array; empty for an unknown processor."""
    known = _ARCHITECTURES.get(machine or platform.machine())
    if known is None:
        return b""
    column, architecture = known
    lines: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 1, 0, architecture),
        _refuse(),
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, 0, 1, _X32),  # the second set of numbers of x86_64
        _refuse(),
    ]
    for name in sorted(_NUMBERS):
        number = _NUMBERS[name][column]
        if number is None:
            continue
        body = list(_body(name))
        lines += [(_IF_EQUAL, 0, len(body), number), *body]
    lines.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _body(name: str) -> Iterator[Instruction]:
    """What becomes of one call; every way through it returns."""
    if name == "clone":
        yield (_LOAD, 0, 0, _low(0))
        yield (_IF_ANY_BIT, 0, 1, _NEW_NAMESPACES)
        yield _refuse()
        yield (_RETURN, 0, 0, _ALLOW)
    elif name == "prlimit64":  # of another process; nothing is set where the third one is 0
        yield (_LOAD, 0, 0, _low(0))
        yield (_IF_EQUAL, 0, 1, 0)
        yield (_RETURN, 0, 0, _ALLOW)
        yield from _if_pointer(2, _refuse())
    elif name == "rt_sigaction":
        # A process that does not wait for its children has them charged to nobody. It is told
        # that its wish was granted: DataLoader and shells set this signal and need no more.
        yield (_LOAD, 0, 0, _low(0))
        yield (_IF_EQUAL, 1, 0, _SIGCHLD)
        yield (_RETURN, 0, 0, _ALLOW)
        yield from _if_pointer(1, _refuse(_GRANTED))
    elif name in _ONLY:
        where = _ONLY[name]
        yield (_LOAD, 0, 0, _low(where.argument))
        yield (_AND, 0, 0, where.mask)
        for value in where.values:
            yield (_IF_EQUAL, 0, 1, value)
            yield (_RETURN, 0, 0, _ALLOW)
        yield _refuse(where.error)
    elif name in _SOME:
        for where in _SOME[name]:
            yield (_LOAD, 0, 0, _low(where.argument))
            yield (_AND, 0, 0, where.mask)
            for value in where.values:
                yield (_IF_EQUAL, 0, 1, value)
                yield _refuse(where.error)
        yield (_RETURN, 0, 0, _ALLOW)
    else:
        yield _refuse(_WHY.get(name, errno.EPERM))


def _if_pointer(index: int, then: Instruction) -> Iterator[Instruction]:
    """``then`` where the argument is no null pointer, else the call is allowed."""
    yield (_LOAD, 0, 0, _low(index))
    yield (_IF_EQUAL, 0, 2, 0)
    yield (_LOAD, 0, 0, _low(index) + 4)
    yield (_IF_EQUAL, 1, 0, 0)
    yield then
    yield (_RETURN, 0, 0, _ALLOW)


def _low(index: int) -> int:
    """Where the lower half of an argument lies; both processors are little-endian."""
    return 16 + 8 * index


def _refuse(error: int = errno.EPERM) -> Instruction:
    return (_RETURN, 0, 0, 0x00050000 | error)  # SECCOMP_RET_ERRNO
