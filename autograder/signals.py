"""Signals that ask the command to end: they end it in order, with a sentence."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from autograder.errors import Signalled


@dataclass(slots=True)
class _Held:
    """What keeps a signal waiting.

    Attributes:
        depth: how many :func:`held_back` are open.
        number: the signal that waits, or 0.
    """

    depth: int = 0
    number: int = 0


_held = _Held()


def listen() -> None:
    """Let Ctrl-C, SIGTERM and a closed terminal raise :class:`Signalled`."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # `nohup`, and a shell's background job, have it ignored; so it stays.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _come)


@contextmanager
def held_back() -> Iterator[None]:
    """Let a first signal wait until the block is done; a second one ends it at once.

    A library that is broken off in the middle of a statement (SQLAlchemy is one) may
    print what it thinks of that, or swallow the signal.

    Raises:
        Signalled: one came meanwhile.
    """
    _held.depth += 1
    try:
        yield
    finally:
        _held.depth -= 1
    if _held.number and not _held.depth:
        _end(_held.number)


def _come(number: int, frame: FrameType | None) -> None:
    if _held.depth and not _held.number:
        _held.number = number
        return
    _end(number)


def _end(number: int) -> None:
    _held.number = 0
    # What a library says from here on is about having been broken off.
    logging.disable(logging.CRITICAL)
    raise Signalled(number)
