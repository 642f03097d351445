"""The first thing that runs in the sandbox."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from typing import Any

from . import system
from .keeper import Folder, Keeper, keep


def main(plan: Mapping[str, Any]) -> None:
    """Take the control socket from descriptor 0, and serve.

    Args:
        plan: ``folders`` that are new for every submission, the first one to work in; and
            who is their ``owner``. Or a ``folder``, without namespaces; then the ``user`` whom
        submissions run as, if not the worker's own.
    """
    control = socket.socket(fileno=os.dup(0))
    # Never free: what is opened next would get its number, and be lost with the standard streams.
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.umask(0o022)  # whatever the grader's own is
    system.deafen()
    system.set_dumpable(False)
    if "folder" in plan:
        _serve_bare(control, plan["folder"], plan.get("user"))
        return
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    warm = os.fork()
    if warm == 0:
        here.close()
        _serve_fresh(control, Keeper(there), plan)
        os._exit(0)
    for end in (control, there):
        end.close()
    try:
        keep(here, [Folder(*folder) for folder in plan["folders"]])
    except OSError as error:  # AppArmor may leave bubblewrap its rights and take them from us
        print(f"In it neither mounts nor namespaces can be made: {error}", file=sys.stderr)
        os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(warm, 0)[1])
    os._exit(code if code >= 0 else 128 - code)  # as shells say that a signal did it


def _serve_bare(control: socket.socket, folder: str, user: int | None) -> None:
    from .forkserver import serve
    from .places import Bare, Demoted

    def make_place() -> Bare:
        return Bare(folder) if user is None else Demoted(folder, user)

    serve(control, make_place, at_once=True)


def _serve_fresh(control: socket.socket, keeper: Keeper, plan: Mapping[str, Any]) -> None:
    """Imports belong here: process 1 stays small."""
    from .forkserver import serve
    from .places import Fresh

    folder = plan["folders"][0][0]
    serve(control, lambda: Fresh(keeper, folder, plan["owner"]), at_once=False)
