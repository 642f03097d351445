"""Ending before the end: by a signal, or because the disk is full."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from autograder.errors import Refused, Signalled, Stopped, is_full, not_allowed
from autograder.execute.spread import PoolBroken

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


@contextmanager
def resumable(tally: Tally) -> Iterator[None]:
    """Turn what ends a run half-way into one sentence.

    Raises:
        Refused: the folder may not be written, and nothing was done yet.
        Stopped: it was ended; how far it came is in the sentence.
    """
    try:
        yield
    except Signalled as end:
        name = "Ctrl-C" if end.number == signal.SIGINT else signal.Signals(end.number).name
        raise Stopped(f"ended by {name}; {tally}", 128 + end.number) from None
    except OSError as fault:
        if (why := not_allowed(fault)) and not tally.done:
            raise Refused(f"{why}; nothing was graded.") from fault
        if why:
            raise Stopped(f"{why}; {tally}") from fault
        where = f" ({fault.filename})" if fault.filename else ""
        what = "the disk is full" if is_full(fault) else "a file could not be written or read"
        raise Stopped(f"{what}: {fault.strerror or fault}{where}; {tally}") from fault
    except DBAPIError as fault:
        raise Stopped(f"the gradebook could not be written: {fault.orig}; {tally}") from fault
    except PoolBroken as fault:
        raise Stopped(f"{fault} {tally}") from None
