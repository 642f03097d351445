"""Faults that are told in one sentence, with what to do next."""

from __future__ import annotations

import errno

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM)


class Refused(Exception):
    """The command did nothing; the message says why and what to do."""


class WrongCall(Refused):
    """A word of the command names what does not exist: a file, a chapter, an exercise."""


def is_full(fault: OSError) -> bool:
    """Whether the disk is full."""
    return fault.errno in _FULL


def not_allowed(fault: OSError) -> str | None:
    """Why this person may not write or read here, in words; None of any other fault."""
    what = fault.filename or "the folder"
    if fault.errno == errno.EROFS:
        return f"{what} cannot be written: the folder is read-only"
    if fault.errno in _FORBIDDEN:
        return f"{what} cannot be written or read: you have no permission for it"
    return None


class Stopped(Exception):
    """The command ended half-way; what is done is kept, and the same command goes on."""

    def __init__(self, sentence: str, code: int = 4) -> None:
        """What ended it, with the command's exit code.

        Args:
            sentence: what ended it, how far it came.
            code: the exit code; 128 and its number for a signal.
        """
        super().__init__(sentence)
        self.code = code


class Signalled(BaseException):
    """A signal asks this process to end. No ``except Exception`` may swallow it."""

    def __init__(self, number: int) -> None:
        """Args: number: the signal's."""
        super().__init__(number)
        self.number = number
