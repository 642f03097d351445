"""Starts a command, and is the parent of all that the command leaves behind when it dies.

``python -S reaper.py OUT ERR command …`` prints the command's process, and its exit status
(negative: the signal) when it has ended. It stays until its standard input is closed, so that
what was started below it is found below it, whoever of those between has died.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


def main(out: str, err: str, command: list[str]) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with open(out, "wb") as output, open(err, "wb") as errors:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
    threading.Thread(target=_end_with_input, args=(child.pid,), daemon=True).start()
    print(child.pid, flush=True)
    while True:
        try:
            pid, status = os.waitpid(-1, 0)
        except ChildProcessError:
            break
        if pid == child.pid:
            print(os.waitstatus_to_exitcode(status), flush=True)
    threading.Event().wait()


def _end_with_input(child: int) -> None:
    sys.stdin.buffer.read()
    with contextlib.suppress(OSError):
        stat = Path(f"/proc/{child}/stat").read_text()
        if int(stat.rpartition(")")[2].split()[1]) == os.getpid():  # not another one by now
            os.kill(child, signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
