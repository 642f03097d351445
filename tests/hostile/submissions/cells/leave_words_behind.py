# Tries: it leaves a word in attributes, settings, time stamps and objects of the kernel, and shows what lies there
# Cell: bce
# Loses: nothing
# State: flagged
# ruff: noqa
import ctypes
import glob
import os

{answer}

_libc = ctypes.CDLL(None)
_places = ["/", "/tmp", "/dev", "/dev/shm", "/dev/pts", "/usr", "/course", *glob.glob("/dev/*")]


def attempt(what, *arguments):
    try:
        return what(*arguments)
    except OSError:
        return None


for _place in _places:
    for _name in attempt(os.listxattr, _place) or ():
        print("STOLEN", os.getxattr(_place, _name))
    attempt(os.setxattr, _place, "user.word", b"4242171")
    attempt(os.utime, _place, (4242171, 4242171))
    if int(os.lstat(_place).st_mtime) == 4242171 and _place not in ("/tmp", "/dev/shm", "/dev/pts"):
        print("STOLEN", _place)
for _file in glob.glob("/proc/sys/kernel/*") + glob.glob("/proc/sys/fs/mqueue/*"):
    if "4242171" in str(attempt(lambda: open(_file).read())):
        print("STOLEN", _file)
    attempt(lambda: open(_file, "w").write("4242171"))
if _libc.shmget(4242171, 0, 0) >= 0 or _libc.msgget(4242171, 0) >= 0:
    print("STOLEN", "an object of System V")
_libc.shmget(4242171, 4096, 0o1666), _libc.msgget(4242171, 0o1666)
