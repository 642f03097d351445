"""Ending before the end: by a signal, or because the disk is full."""

from __future__ import annotations

import errno
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from autograder.errors import Refused, Signalled, Stopped
from autograder.grade.spread import PoolBroken

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SHUT = (errno.EROFS, errno.EACCES, errno.EPERM)
_ON = "The same command goes on from there."


@dataclass(slots=True)
class Tally:
    """How far a run has come."""

    done: int = 0
    total: int = 0

    def __str__(self) -> str:
        if not self.total:
            return f"this run had not begun to grade; what was graded before is kept. {_ON}"
        return f"{self.done} of {self.total} submissions are done and kept. {_ON}"


def is_full(fault: OSError) -> bool:
    """Whether there was no room."""
    return fault.errno in _FULL


def closed(fault: OSError) -> str:
    """What is said of a place that nothing may be written to or read from."""
    where = fault.filename or "a file"
    return f"{where} cannot be written or read ({fault.strerror}): allow it and try again."


@contextmanager
def resumable(tally: Tally) -> Iterator[None]:
    """Turn what ends a run half-way into one sentence.

    Raises:
        Stopped: it was ended; how far it came is in the sentence.
        Refused: nothing could be done, as something may not be written.
    """
    try:
        yield
    except Signalled as end:
        name = "Ctrl-C" if end.number == signal.SIGINT else signal.Signals(end.number).name
        raise Stopped(f"ended by {name}; {tally}", 128 + end.number) from None
    except OSError as fault:
        where = f" ({fault.filename})" if fault.filename else ""
        if fault.errno in _SHUT and not tally.done:
            raise Refused(closed(fault)) from fault
        what = "the disk is full" if is_full(fault) else "a file could not be written or read"
        raise Stopped(f"{what}: {fault.strerror or fault}{where}; {tally}") from fault
    except DBAPIError as fault:
        raise Stopped(f"the gradebook could not be written: {fault.orig}; {tally}") from fault
    except PoolBroken as fault:
        raise Stopped(f"{fault} {tally}") from None
