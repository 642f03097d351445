"""Faults that are told in one sentence, with what to do next."""

from __future__ import annotations


class Refused(Exception):
    """The command did nothing; the message says why and what to do."""


class Stopped(Exception):
    """The command ended half-way; what is done is kept, and the same command goes on."""

    def __init__(self, sentence: str, code: int = 4) -> None:
        """Args:
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
