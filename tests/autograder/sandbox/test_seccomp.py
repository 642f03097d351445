"""The filter of system calls, decided as the kernel decides: on both processors."""

from __future__ import annotations

import errno
import struct

import pytest

from autograder.sandbox.inside.seccomp import program

ALLOWED = None
X86_64, AARCH64 = ("x86_64", 0xC000003E), ("aarch64", 0xC00000B7)


def decide(machine, number, *arguments, architecture=None):
    """What the call comes to: the error that it returns, or None when it is let through."""
    name, own = machine
    code = program(name)
    lines = [struct.unpack_from("=HBBI", code, at) for at in range(0, len(code), 8)]
    values = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=IIQ6Q", number, architecture or own, 0, *values)
    register, at = 0, 0
    while True:
        what, yes, no, value = lines[at]
        at += 1
        if what == 0x20:  # BPF_LD | BPF_W | BPF_ABS
            (register,) = struct.unpack_from("=I", data, value)
        elif what == 0x54:  # BPF_ALU | BPF_AND | BPF_K
            register &= value
        elif what in (0x15, 0x35, 0x45):  # BPF_JMP: JEQ, JGE, JSET
            met = {0x15: register == value, 0x35: register >= value, 0x45: register & value}[what]
            at += yes if met else no
        else:
            assert what == 0x06  # BPF_RET
            return ALLOWED if value == 0x7FFF0000 else value & 0xFFFF


CALLS = [
    # what, its number on x86_64 and on aarch64, arguments, what comes of it
    ("read", (0, 63), (0,), ALLOWED),
    ("getpid", (39, 172), (), ALLOWED),
    ("a fork", (56, 220), (17,), ALLOWED),
    ("a thread", (56, 220), (0x3D0F00,), ALLOWED),
    ("a user namespace", (56, 220), (0x10000000 | 17,), errno.EPERM),
    ("a namespace of time", (56, 220), (0x80 | 17,), errno.EPERM),
    ("clone3, whose flags cannot be seen", (435, 435), (1,), errno.ENOSYS),
    ("unshare", (272, 97), (0x20000,), errno.EPERM),
    ("a mount", (165, 40), (), errno.EPERM),
    ("its own limit", (302, 261), (0, 7, 1, 0), ALLOWED),
    ("the limit of another, read", (302, 261), (1, 7, 0, 1), ALLOWED),
    ("the limit of another, set", (302, 261), (1, 7, 1 << 40, 0), errno.EPERM),
    ("the handler of SIGCHLD, read", (13, 134), (17, 0, 1), ALLOWED),
    ("the handler of SIGCHLD, set", (13, 134), (17, 1 << 40, 0), 0),
    ("the handler of SIGINT, set", (13, 134), (2, 1 << 40, 0), ALLOWED),
    ("private memory", (9, 222), (0, 4096, 3, 0x22), ALLOWED),
    ("a file, shared", (9, 222), (0, 4096, 3, 0x01), ALLOWED),
    ("shared memory without a file", (9, 222), (0, 4096, 3, 0x21), errno.EPERM),
    ("the same, checked", (9, 222), (0, 4096, 3, 0x23), errno.EPERM),
    ("huge pages", (9, 222), (0, 4096, 3, 0x40022), errno.EPERM),
    ("a socket of the machine", (41, 198), (1, 1), ALLOWED),
    ("one of the network", (41, 198), (2, 1), errno.EAFNOSUPPORT),
    ("one to the host of the virtual machine", (41, 198), (40, 1), errno.EAFNOSUPPORT),
    ("a pair of the machine's", (53, 199), (1, 1), ALLOWED),
    ("a descriptor's flags", (72, 25), (3, 4, 0), ALLOWED),
    ("a lock", (72, 25), (3, 6, 1), 0),
    ("who holds a lock", (72, 25), (3, 5, 1), ALLOWED),
    ("the size of a terminal", (16, 29), (0, 0x5413), ALLOWED),
    ("the extents of a file", (16, 29), (3, 0xC020660B), errno.ENOTTY),
    ("more room in a socket", (54, 208), (3, 1, 7), 0),
    ("a filter of packets", (54, 208), (3, 1, 26), errno.EPERM),
    ("rights of a file", (188, 5), (), errno.ENOTSUP),
    ("a table of futexes", (157, 167), (78, 1), errno.EPERM),
    ("a lease", (72, 25), (3, 1024, 0), errno.EPERM),
    ("a lock of the whole file", (73, 32), (3, 2), 0),
    ("its name", (157, 167), (15, 1), ALLOWED),
    ("a filter of its own", (157, 167), (22, 1), errno.EPERM),
    ("a file without a name", (319, 279), (), errno.EPERM),
    ("the kernel's log", (103, 116), (3,), errno.EPERM),
]


@pytest.mark.parametrize(("what", "numbers", "arguments", "comes"), CALLS, ids=lambda x: str(x))
def test_what_comes_of_a_call(what, numbers, arguments, comes):
    for machine, number in zip((X86_64, AARCH64), numbers, strict=True):
        assert decide(machine, number, *arguments) == comes, (what, machine)


def test_only_the_lower_half_of_a_flag_counts_as_the_kernel_sees_it():
    """glibc may leave anything in the upper half of an int."""
    assert decide(X86_64, 41, 1 << 32 | 2) == errno.EAFNOSUPPORT
    assert decide(X86_64, 302, 1 << 32, 7, 1) is ALLOWED


def test_calls_of_another_processor_are_refused():
    i386 = 0x40000003
    assert decide(X86_64, 0, architecture=i386) == errno.EPERM
    assert decide(X86_64, 0x40000000) == errno.EPERM  # x32


def test_an_unknown_processor_has_no_filter():
    assert program("riscv64") == b""
