"""A due date as it is typed. This module is light: it is asked before anything is begun."""

from __future__ import annotations

import datetime

from autograder.errors import WrongCall


def parse_due(text: str, option: str = "") -> datetime.datetime:
    """A due date as a person types it, in UTC; without a zone it is this machine's time.

    Args:
        text: what was typed.
        option: where, for the message.

    Raises:
        WrongCall: it is no date.
    """
    try:
        due = datetime.datetime.fromisoformat(text.strip())
        if len(text.strip()) <= 10:
            due = due.replace(hour=23, minute=59, second=59)  # a day means its end
        return due.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise WrongCall(
            f'{option} {text!r} is not a date: give it like "2026-03-01 23:59", or with a zone '
            'like "2026-03-01T23:59+09:00".'.lstrip()
        ) from None
