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
        WrongCall: it is no date, or a time that clocks skip or show twice when they are changed.
    """
    try:
        due = datetime.datetime.fromisoformat(text.strip())
        whole_day = len(text.strip()) <= 10
        if whole_day:
            due = due.replace(hour=23, minute=59, second=59)  # a day means its end
        if due.tzinfo is not None:
            return due.astimezone(datetime.UTC)
        first, second = (_in_utc(due, fold) for fold in (0, 1))
        if whole_day:
            return max(first, second)
    except (ValueError, OverflowError):
        raise WrongCall(
            f'{option} {text!r} is not a date: give it like "2026-03-01 23:59", or with a zone '
            'like "2026-03-01T23:59+09:00".'.lstrip()
        ) from None
    if first != second:
        skipped = first.astimezone().replace(tzinfo=None) != due
        when = "never comes" if skipped else "comes twice"
        raise WrongCall(
            f"{option} {text!r} {when}, as clocks are changed then: give an hour before or after "
            f'it, or a zone, like "{first.astimezone().isoformat(timespec="minutes")}".'.lstrip()
        )
    return first


def _in_utc(local: datetime.datetime, fold: int) -> datetime.datetime:
    return local.replace(fold=fold).astimezone(datetime.UTC)
