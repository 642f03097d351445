"""An LMS's token: asked for, held in memory, and shown to nobody."""

from __future__ import annotations

import getpass
import os
import re
import sys

from autograder.errors import Refused

# What an HTTP header takes; requests names the whole header, token included, where it does not.
_TOKEN = re.compile(r"[!-~]+")


class Token:
    """A secret that neither ``repr`` nor a message of an error shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Args: text: the token itself; blanks around it, as copying leaves them, are cut off.

        Raises:
            Refused: it cannot be a token.
        """
        self._text = text.strip()
        if not _TOKEN.fullmatch(self._text):
            raise Refused(
                "the token holds nothing, or letters that no token has: copy it again from the LMS."
            )

    def reveal(self) -> str:
        """The token itself, for the request that needs it and for nothing else."""
        return self._text

    def hidden_in(self, text: str) -> str:
        """A text of the LMS's without the token, should the LMS repeat it."""
        return text.replace(self._text, "(token)")

    def __repr__(self) -> str:
        return "Token(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a token is not written down")


def read_token(lms: str, variable: str) -> Token:
    """The token from the environment, else typed in without being shown.

    Args:
        lms: what the LMS is called.
        variable: the environment variable's name.

    Raises:
        Refused: there is none, and nobody to ask.
    """
    # Taken out of the environment, so that no program started from here inherits it.
    if text := os.environ.pop(variable, ""):
        return Token(text)
    if not sys.stdin.isatty():
        raise Refused(
            f"there is no token for {lms}: put it into the environment variable {variable}, or "
            "call the command in a terminal, where it asks."
        )
    return Token(getpass.getpass(f"{lms} token (not shown): "))
