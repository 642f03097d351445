"""Signals that ask the command to end: they end it in order, with a sentence."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn

from autograder.errors import Signalled


def listen() -> None:
    """Let Ctrl-C, SIGTERM and a closed terminal raise :class:`Signalled`."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # `nohup`, and a shell's background job, have it ignored; so it stays.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _raise)


def _raise(number: int, frame: FrameType | None) -> NoReturn:
    raise Signalled(number)
