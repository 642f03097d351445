"""Limits count what the kernel charges, whoever holds it and whoever has waited for whom."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import pytest

from autograder.sandbox import Limits
from autograder.sandbox.limits import MIB
from tests.hostile.levels import Held, levels

pytestmark = pytest.mark.sandbox

LIMITS = Limits(
    memory=500 * MIB,
    scratch=64 * MIB,
    shared_memory=32 * MIB,
    processes=40,
    cpu_per_cell=6.0,
    cpu_grace=0.5,
    cpu_per_notebook=12.0,
)


@pytest.fixture(scope="module", params=levels())
def held(request: pytest.FixtureRequest) -> Iterator[Held]:
    with Held(request.param, LIMITS) as made:
        yield made


_COMMON = """
import ctypes, mmap, os, socket, struct, time
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
libc.munmap.argtypes = libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
MIB = 1 << 20
held = 0
kept = []
def hold(amount):
    # Slowly: what is counted by looking has to have a chance to look.
    global held
    held += amount
    print(held)
    time.sleep(0.02)
def mapped(flags, file=-1, size=20 * MIB):
    at = libc.mmap(None, size, 3, flags, file, 0)
    if at in (None, ctypes.c_void_p(-1).value):
        raise MemoryError
    return at
def fill(at, size=20 * MIB):
    ctypes.memset(at, 1, size)
try:
{attack}
except (OSError, MemoryError):
    pass
time.sleep(1)
"""

MEMORY = {
    "files without a name": """
        for number in range(75):
            kept.append(os.memfd_create(f"m{number}"))
            os.write(kept[-1], bytes(20 * MIB))
            hold(20)
    """,
    "memory of System V that nobody is attached to": """
        for number in range(75):
            name = libc.shmget(0, 20 * MIB, 0o1600)
            if name < 0:
                break
            libc.shmat.restype = ctypes.c_void_p
            at = libc.shmat(name, None, 0)
            fill(at)
            libc.shmdt(ctypes.c_void_p(at))
            hold(20)
    """,
    "shared memory whose pages are given back": """
        for number in range(75):
            at = mapped(0x21)
            fill(at)
            libc.madvise(at, 20 * MIB, 4)
            hold(20)
    """,
    "shared memory of /dev/zero": """
        for number in range(75):
            at = mapped(0x01, os.open("/dev/zero", os.O_RDWR))
            fill(at)
            libc.madvise(at, 20 * MIB, 4)
            hold(20)
    """,
    "pages of the machine's reserve": """
        for number in range(75):
            fill(mapped(0x40022))
            hold(20)
    """,
    "pages that are given to pipes": """
        class Part(ctypes.Structure):
            _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
        for number in range(2000):
            at = mapped(0x22, size=2 * MIB)
            fill(at, 2 * MIB)
            kept.append(os.pipe())
            if libc.vmsplice(kept[-1][1], ctypes.byref(Part(at, 4096)), 1, 8) != 4096:
                break
            libc.munmap(at, 2 * MIB, 0)
            hold(0.004)
    """,
    "sockets full of bytes": """
        ready, go = os.pipe()
        for number in range(30):
            if os.fork() == 0:
                pairs = []
                try:
                    while len(pairs) < 200:
                        pairs.append(socket.socketpair())
                        for end in pairs[-1]:
                            end.setblocking(False)
                            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
                            try:
                                while True:
                                    end.send(bytes(65536))
                            except BlockingIOError:
                                pass
                except OSError:
                    pass
                os.write(go, b"x")
                time.sleep(60)
        for number in range(30):
            os.read(ready, 1)
            hold(60)
    """,
    "files of both folders, deleted": """
        for folder in ("/tmp", "/dev/shm"):
            try:
                for number in range(75):
                    kept.append(os.open(f"{folder}/f", os.O_RDWR | os.O_CREAT))
                    os.unlink(f"{folder}/f")
                    os.write(kept[-1], bytes(20 * MIB))
                    hold(20)
            except OSError:
                pass
    """,
    "lists of rights of files": """
        rights = struct.pack("<I", 2) + struct.pack("<HHI", 1, 6, 0xFFFFFFFF)
        rights += b"".join(struct.pack("<HHI", 2, 6, user) for user in range(8000))
        for kind in (4, 16, 32):
            rights += struct.pack("<HHI", kind, 6, 0xFFFFFFFF)
        for number in range(2000):
            open(f"/tmp/{number}", "w").close()
            place = f"/tmp/{number}".encode()
            if libc.setxattr(place, b"system.posix_acl_access", rights, len(rights), 0):
                break
            hold(1)
    """,
    "tables of futexes": """
        for number in range(8):
            if os.fork() == 0:
                if libc.prctl(78, 1, 1 << 21, 0, 0) == 0:
                    time.sleep(60)
                os._exit(3)
            time.sleep(0.2)
            if os.waitpid(-1, os.WNOHANG)[0]:
                break
            hold(136)
    """,
    "a process whose name is no text": """
        libc.prctl(15, bytes([255, 255]), 0, 0, 0)
        for number in range(60):
            kept.append(bytearray(os.urandom(MIB) * 20))
            hold(20)
    """,
    "a process whose first thread has left": """
        import threading
        ready, go = os.pipe()
        if os.fork() == 0:
            def fill_up():
                mine = []
                for number in range(60):
                    mine.append(bytearray(os.urandom(MIB) * 20))
                    os.write(go, b"x")
                    time.sleep(0.02)
                time.sleep(60)
            threading.Thread(target=fill_up).start()
            libc.syscall(60, 0)
        for number in range(60):
            os.read(ready, 1)
            hold(20)
    """,
    "a little in each of many processes": """
        ready, go = os.pipe()
        for number in range(30):
            if os.fork() == 0:
                mine = bytearray(os.urandom(MIB) * 50)
                os.write(go, b"x")
                time.sleep(60)
            os.read(ready, 1)
            hold(50)
    """,
}


@pytest.mark.parametrize("kind", MEMORY)
def test_no_more_memory_is_held_than_may_be(kind: str, held: Held) -> None:
    attack = textwrap.indent(textwrap.dedent(MEMORY[kind]), "    ")
    (cell,) = held.run(_COMMON.replace("{attack}", attack)).cells
    most = (LIMITS.memory + LIMITS.scratch + LIMITS.shared_memory) / MIB
    if cell.state == "crashed":
        assert "more memory than a submission may" in cell.error
    else:
        assert cell.state == "ok", cell
        assert float((cell.said.split() or ["0"])[-1]) <= most, cell.said[-200:]


_BURN = """
import ctypes, os, signal, threading, time
def burn(seconds):
    while time.process_time() < seconds:
        pass
def over(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
def children(count, seconds):
    made = []
    for _ in range(count):
        made.append(os.fork())
        if made[-1] == 0:
            burn(seconds)
            os._exit(0)
    while not all(map(over, made)):
        time.sleep(0.05)
"""

# Each uses two CPU seconds.
PROCESSOR = {
    "itself": "burn(2 + time.process_time())",
    "threads": """
        each = [threading.Thread(target=burn, args=(2 + time.process_time(),)) for _ in range(4)]
        [thread.start() for thread in each], [thread.join() for thread in each]
    """,
    "children": "children(2, 1)",
    "children whose end is ignored": """
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        children(2, 1)
    """,
    "children that are not to be waited for": """
        action = (ctypes.c_char * 152)()
        ctypes.c_int.from_buffer(action, 136).value = 2  # SA_NOCLDWAIT
        ctypes.CDLL(None).sigaction(17, action, None)
        children(2, 1)
    """,
    "many short ones": "[children(1, 0.08) for _ in range(25)]",
    "orphans": """
        def orphan():
            if os.fork() == 0:
                if os.fork() == 0:
                    burn(1)
                    os.write(go, b"x")
                os._exit(0)
            os.wait()
        ready, go = os.pipe()
        orphan(), orphan()
        os.read(ready, 1), os.read(ready, 1)
        time.sleep(0.2)
    """,
    "one whose name is no text": """
        ctypes.CDLL(None).prctl(15, bytes([255, 255]), 0, 0, 0)
        burn(2 + time.process_time())
    """,
    "a program": """
        import subprocess, sys
        code = "import time\\nwhile time.process_time() < 2: pass"
        subprocess.run([sys.executable, "-S", "-c", code])
    """,
}


@pytest.mark.parametrize("kind", PROCESSOR)
def test_all_processor_time_is_charged(kind: str, held: Held) -> None:
    ran = held.run(_BURN + textwrap.dedent(PROCESSOR[kind]))
    assert ran.cells[0].state == "ok", ran.cells
    assert 1.9 < ran.cpu < 3, ran.cpu


def test_who_kills_himself_by_the_clock_is_charged_for_it(held: Held) -> None:
    """A step that a SIGKILL ended is done again; not for nothing, and not for ever."""
    cells = [
        "import os, time\nburnt = time.process_time() + 0.7\n"
        "while time.process_time() < burnt: pass\n"
        f"if int(time.time() * 1000) % 3: os.kill(os.getpid(), 9)  # {number}"
        for number in range(12)
    ]
    ran = held.run(*cells)
    assert ran.cpu < LIMITS.cpu_per_notebook + LIMITS.cpu_grace + 2, ran


def test_burners_that_nobody_waits_for_are_ended(held: Held) -> None:
    """Six of them would use 62 seconds of two processors before the last limit of wall time."""
    attack = "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\nchildren(6, 100)"
    ran = held.run(_BURN + attack)
    assert ran.cells[0].state == "timeout"
    assert ran.cpu < LIMITS.cpu_per_cell + LIMITS.cpu_grace + 4, ran
