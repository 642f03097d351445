"""When each file that counts came in, by what the download and the ledger say of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from autograder.collect.lateness import Ledger, Stamp, stamp_times
from autograder.collect.plan import CollectedFile, Options


def stamps_of(
    counting: Mapping[str, CollectedFile],
    ledger: Ledger,
    source: str,
    options: Options,
    layout: str,
) -> dict[str, Stamp]:
    """When the file of each student came in that counts.

    Args:
        counting: by student, the file.
        ledger: of the chapter.
        source: what is collected, as the ledger calls it.
        options: the due date, the students' own, the clock.
        layout: of the download.
    """
    found, known = {}, _first_by_digest(ledger)
    for student, entry in counting.items():
        person, claim = entry.who.person, entry.claim
        marked: bool | None = person.late if person else None
        if layout == "canvas" and claim.order:
            marked = claim.late  # Canvas marks what is late, and only that
        key = (student, entry.digest)
        if entry.group:  # who joins a group later is not late by that
            key = known.get(entry.digest, key)
        found[student] = stamp_times(
            ledger, key, source, options.now, options.due,
            marked=marked, server=_server_time(entry.server), own=options.own_due.get(student),
        )  # fmt: skip
    return found


def _first_by_digest(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """By file, under which student it was known first."""
    found: dict[str, tuple[str, str]] = {}
    for key, when in ledger.first.items():
        there = found.setdefault(key[1], key)
        if when < ledger.first[there]:
            found[key[1]] = key
    return found


def _server_time(text: str) -> datetime.datetime | None:
    from nbgrader.utils import parse_utc

    try:
        return parse_utc(text.strip()).replace(tzinfo=datetime.UTC) if text else None
    except (ValueError, OverflowError):
        return None
