"""What a submission could leave for another one: ways to send a word, and to find it.

``WORD`` is the number that is sent. A way is tried from one submission to the next in the same
worker, and between two workers at one time, where the sender stays until it is ended.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

WORD = 4_242_171

_COMMON = f"""
import ctypes, errno, fcntl, glob, mmap, os, resource, signal, socket, struct, sys, time
WORD = {WORD}
libc = ctypes.CDLL(None, use_errno=True)
BITS = [number for number in range(23) if WORD >> number & 1]
def everywhere():
    # What can be seen: the tops of all mounts, what lies in them, the devices, its own process.
    tops = [line.split()[4] for line in open("/proc/self/mountinfo")]
    for top in sorted(set(tops)):
        yield top
        if os.path.isdir(top):
            try:
                yield from (os.path.join(top, name) for name in sorted(os.listdir(top))[:200])
            except OSError:
                pass
def some_files():
    found = sorted(glob.glob("/usr/bin/*"))
    return [name for name in found if os.path.isfile(name) and os.path.getsize(name)][:64]
def attempt(what, *arguments, **named):
    try:
        return what(*arguments, **named)
    except OSError:
        return None
"""


@dataclass(frozen=True, slots=True)
class Carrier:
    """One way.

    Attributes:
        name: what carries the word.
        send: code that leaves it.
        find: code that prints ``WORD``, or what it is made of, where it can be found.
        watch: the receiver has to be there before the word is sent.
    """

    name: str
    send: str
    find: str
    watch: bool = False


def whole(code: str, patience: float = 0.1) -> str:
    """The code as a cell; where it waits for something it does so for so many seconds."""
    return f"{_COMMON}PATIENCE = {patience}\n" + textwrap.dedent(code)


CARRIERS = (
    Carrier(
        "extended attributes",
        """
        for place in everywhere():
            attempt(os.setxattr, place, "user.word", str(WORD).encode())
        """,
        """
        for place in everywhere():
            for name in attempt(os.listxattr, place) or ():
                print(place, name, os.getxattr(place, name))
        """,
    ),
    Carrier(
        "files, folders and links anywhere",
        """
        for place in everywhere():
            if not place.startswith("/proc"):
                attempt(os.mkdir, f"{place}/{WORD}")
                attempt(os.symlink, f"{WORD}", f"{place}/{WORD}-link")
                attempt(lambda: open(f"{place}/{WORD}-file", "w"))
        """,
        """
        for place in everywhere():
            if os.path.isdir(place) and str(WORD) in str(attempt(os.listdir, place)):
                print(place, WORD)
        """,
    ),
    Carrier(
        "settings of the kernel",
        """
        for top, _, names in os.walk("/proc/sys"):
            for name in names:
                try:
                    with open(f"{top}/{name}", "w") as file:
                        file.write(str(WORD))
                except OSError:
                    pass
        """,
        """
        for top, _, names in os.walk("/proc/sys"):
            for name in names:
                try:
                    if str(WORD) in open(f"{top}/{name}").read():
                        print(top, name, WORD)
                except OSError:
                    pass
        """,
    ),
    Carrier(
        "objects of System V and message queues",
        """
        libc.shmget(WORD, 4096, 0o1666), libc.semget(WORD, 1, 0o1666), libc.msgget(WORD, 0o1666)
        libc.mq_open(f"/w{WORD}".encode(), os.O_CREAT | os.O_RDWR, 0o666, None)
        """,
        """
        for name, found in (
            ("shm", libc.shmget(WORD, 0, 0)), ("sem", libc.semget(WORD, 0, 0)),
            ("msg", libc.msgget(WORD, 0)), ("mq", libc.mq_open(f"/w{WORD}".encode(), 0)),
        ):
            if found >= 0:
                print(name, WORD)
        """,
    ),
    Carrier(
        "shared memory and semaphores by name",
        """
        from multiprocessing import shared_memory
        kept = attempt(shared_memory.SharedMemory, f"w{WORD}", create=True, size=4096)
        import _multiprocessing
        attempt(_multiprocessing.SemLock, 1, 1, 1, f"/s{WORD}", False)
        """,
        """
        print(os.listdir("/dev/shm"))
        """,
    ),
    Carrier(
        "sockets of the machine",
        """
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            for address in (f"\\0w{WORD}", f"/tmp/w{WORD}"):
                if os.fork() == 0:
                    server = socket.socket(socket.AF_UNIX, kind)
                    server.bind(address)
                    attempt(server.listen)
                    time.sleep(20)
        """,
        """
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            for address in (f"\\0w{WORD}", f"/tmp/w{WORD}"):
                client = socket.socket(socket.AF_UNIX, kind)
                if client.connect_ex(address) == 0:
                    print(WORD)
        """,
    ),
    Carrier(
        "the network, with oneself and with the machine",
        """
        def serve(family, kind, address):
            server = socket.socket(family, kind)
            server.bind(address)
            attempt(server.listen)
            kept.append(server)
        kept = []
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            attempt(serve, socket.AF_INET, kind, ("127.0.0.1", 42421))
            attempt(serve, socket.AF_INET6, kind, ("::1", 42421))
            attempt(serve, 40, kind, (1, 42421))  # AF_VSOCK
        assert not kept, "something listens"
        """,
        """
        # Of every kind of socket that the kernel has, only those of one machine.
        for family in range(1, 46):
            for kind in (1, 2, 3, 5):
                made = libc.socket(family, kind, 0)
                if made >= 0 and family != socket.AF_UNIX:
                    print("a socket of family", family, WORD)
                if made >= 0:
                    os.close(made)
        """,
    ),
    Carrier(
        "locks on the system's files",
        """
        kept = [open(name) for name in some_files()]
        for number in BITS:
            attempt(fcntl.flock, kept[number], fcntl.LOCK_SH)
            attempt(fcntl.lockf, kept[number], fcntl.LOCK_SH)
            attempt(fcntl.fcntl, kept[number], 1024, fcntl.F_RDLCK)  # F_SETLEASE
        for name in ("null", "full", "urandom"):
            gadget = open(f"/dev/{name}", "r+b", buffering=0)
            attempt(fcntl.flock, gadget, fcntl.LOCK_EX)
            attempt(fcntl.lockf, gadget, fcntl.LOCK_EX)
            kept.append(gadget)
        """,
        """
        kept = [open(name) for name in some_files()]
        ask = struct.pack("hhqqi", fcntl.F_WRLCK, 0, 0, 0, 0)
        def others(file):
            told = fcntl.fcntl(file, fcntl.F_GETLK, ask)
            return struct.unpack("hhqqi", told)[0] != fcntl.F_UNLCK
        found = sum(1 << n for n, file in enumerate(kept[:23]) if attempt(others, file))
        print("posix", found)
        def taken(file):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        print("flock", sum(1 << n for n, file in enumerate(kept[:23]) if attempt(taken, file)))
        for name in ("null", "full", "urandom"):
            gadget = open(f"/dev/{name}", "r+b", buffering=0)
            try:
                fcntl.lockf(gadget, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("a device is locked", WORD)
            except OSError:
                pass
        """,
    ),
    Carrier(
        "notices of who reads what",
        """
        for name in some_files():
            attempt(lambda: open(name, "rb").read(1))
        """,
        """
        events = []
        signal.signal(signal.SIGIO, lambda number, frame: events.append("dnotify"))
        folder = os.open("/usr/bin", os.O_RDONLY)
        attempt(fcntl.fcntl, folder, 1026, 0x80000021)  # F_NOTIFY: DN_MULTISHOT, ACCESS, ATTRIB
        watch = libc.inotify_init1(os.O_NONBLOCK)
        if watch >= 0:
            libc.inotify_add_watch(watch, b"/usr/bin", 0x21)
        fan = libc.fanotify_init(0x200 | 2, 0)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            time.sleep(0.05)
        if watch >= 0:
            events.append(attempt(os.read, watch, 4096))
        print([WORD for event in [*events, fan if fan >= 0 else None] if event])
        """,
        watch=True,
    ),
    Carrier(
        "time stamps",
        """
        own = ("/tmp", "/dev/shm", "/dev/pts", "/proc")
        def touch(place, times):
            os.utime(place, times)
            return place
        for place in everywhere():
            for times in ((WORD, WORD), None):
                touched = attempt(touch, place, times)
                assert touched is None or os.path.realpath(touched).startswith(own), touched
        """,
        """
        for place in everywhere():
            info = attempt(os.lstat, place)
            if info and WORD in (int(info.st_mtime), int(info.st_atime)):
                print(place, WORD)
        """,
    ),
    Carrier(
        "the kernel's log",
        f"""
        if os.fork() == 0:
            ctypes.string_at({WORD})  # "segfault at 40ba9b"
        os.wait()
        """,
        """
        room = ctypes.create_string_buffer(1 << 20)
        length = libc.klogctl(3, room, len(room))
        if length > 0 and f"{WORD:x}".encode() in room.raw[:length]:
            print(WORD)
        """,
    ),
    Carrier(
        "keys",
        """
        for ring in (-1, -2, -3, -4, -5):
            libc.syscall(248, b"user", f"w{WORD}".encode(), b"x", 1, ring)
        """,
        """
        if libc.syscall(249, b"user", f"w{WORD}".encode(), None, -3) >= 0:
            print(WORD)
        """,
    ),
    Carrier(
        "names of the machine",
        """
        libc.sethostname(str(WORD).encode(), 7), libc.setdomainname(str(WORD).encode(), 7)
        """,
        """
        print(os.uname())
        """,
    ),
    Carrier(
        "other processes",
        """
        for pid in {*range(40), os.getppid()} - {os.getpid()}:
            for kind in range(16):
                attempt(resource.prlimit, pid, kind, (20, 20)) if pid else None
            attempt(os.sched_setaffinity, pid, {0}) if pid else None
            attempt(os.sched_setscheduler, pid, os.SCHED_IDLE, os.sched_param(0)) if pid else None
            attempt(os.setpriority, os.PRIO_PROCESS, pid, 19) if pid else None
            libc.syscall(251, 1, pid, 3 << 13) if pid else None  # ioprio_set, idle
            for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
                attempt(os.kill, pid, number) if pid else None
        for top in ("/proc/1", f"/proc/{os.getppid()}", "/proc/1/task/1"):
            for name in attempt(os.listdir, top) or ():
                try:
                    with open(f"{top}/{name}", "w") as file:
                        file.write("17")
                except OSError:
                    pass
        for user in (0, 1000, 65534):
            attempt(os.setpriority, os.PRIO_USER, user, 18)
        """,
        """
        own = [resource.getrlimit(kind)[0] for kind in range(16)]
        print([WORD for soft in own if soft == 20])
        for name in ("comm", "oom_score_adj"):
            if open(f"/proc/1/{name}").read().strip() == "17":
                print(name, WORD)
        if os.getpriority(os.PRIO_PROCESS, 0) or os.sched_getscheduler(0) or (
            len(os.sched_getaffinity(0)) < len(os.sched_getaffinity(1))
        ) or libc.syscall(252, 1, 0) == 3 << 13:
            print(WORD)
        """,
    ),
    Carrier(
        "which pages are in memory",
        """
        for number, name in enumerate(some_files()[:23]):
            with open(name, "rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                if number in BITS:
                    file.read()
        """,
        """
        answers = (ctypes.c_ubyte * 4096)()
        for number, name in enumerate(some_files()[:23]):
            with open(name, "rb") as file:
                view = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
                kept = ctypes.create_string_buffer(4096)
                if libc.mincore(ctypes.c_void_p(id(view)), 1, answers) == 0:
                    print("mincore answers", WORD)
                if libc.syscall(451, file.fileno(), kept, kept, 0) == 0:
                    print("cachestat answers", WORD)
                if attempt(os.preadv, file.fileno(), [bytearray(10)], 0, os.RWF_NOWAIT) is not None:
                    print("RWF_NOWAIT answers", WORD)
        """,
    ),
    Carrier(
        "terminals",
        """
        kept = []
        for number in range(12):
            ends = attempt(os.openpty)
            kept.append(ends)
            if ends:
                attempt(os.write, ends[0], f"{WORD}\\n".encode())
        """,
        """
        master, slave = os.openpty()
        if os.ttyname(slave) != "/dev/pts/0":
            print(os.ttyname(slave), WORD)
        print(os.listdir("/dev/pts"))
        """,
    ),
    Carrier(
        "files that somebody holds open",
        """
        kept = attempt(os.memfd_create, f"w{WORD}")
        if kept:
            os.write(kept, str(WORD).encode())
        """,
        """
        links = glob.glob("/proc/[0-9]*/fd/*") + glob.glob("/proc/[0-9]*/map_files/*")
        print(sorted({str(attempt(os.readlink, link)).split("[")[0] for link in links}))
        print(sorted(glob.glob("/proc/[0-9]*/root/tmp/*") + glob.glob("/proc/[0-9]*/cwd/*")))
        """,
    ),
    Carrier(
        "flags of the standard descriptors",
        """
        for end in (0, 1, 2):
            attempt(fcntl.fcntl, end, 10, 42)  # F_SETSIG
            attempt(fcntl.fcntl, end, fcntl.F_SETFL, os.O_APPEND | os.O_NONBLOCK)
        """,
        """
        print([(fcntl.fcntl(0, 11), oct(fcntl.fcntl(0, fcntl.F_GETFL)))])
        """,
    ),
    Carrier(
        "what a file system knows of its files",
        """
        room = bytearray(4096)
        for number, name in enumerate(some_files()[:23]):
            with open(name, "rb") as file:
                if number in BITS:
                    attempt(fcntl.ioctl, file, 0xC020660B, room)  # FS_IOC_FIEMAP
                    attempt(fcntl.ioctl, file, 0x6612)  # EXT4_IOC_PRECACHE_EXTENTS
        """,
        """
        for name in some_files()[:23]:
            with open(name, "rb") as file:
                for question in (0xC020662A, 0x40046629, 0xC020660B, 0x80086601):
                    if attempt(fcntl.ioctl, file, question, bytearray(4096)) is not None:
                        print("the file system answers", WORD)
        """,
    ),
    Carrier(
        "contexts of asynchronous reading",
        """
        kept = ctypes.c_ulong()
        libc.syscall(206, 500, ctypes.byref(kept))
        """,
        """
        kept = ctypes.c_ulong()
        if libc.syscall(206, 1, ctypes.byref(kept)) == 0:
            print("there are some", WORD)
        """,
    ),
)
