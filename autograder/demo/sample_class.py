"""The class of ``make demo``: a zip as an LMS hands it out, a roster, and what must come of it.

What is assumed of the LMS (Canvas, "Download Submissions"):

- one flat zip; a file is called ``<last><first>_<user id>_<submission id>_<file>``: the
  name in lower case, letters of any script and nothing else
- the number of the user is the student's id, here and in the roster
- a second attempt has a higher submission id, and ``-1`` stands behind its file's name
- ``roster.csv`` is UTF-8 with the columns ``id`` and ``name``; who is on it without a
  file in the zip has handed in nothing
"""

from __future__ import annotations

import csv
import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, zip_longest
from pathlib import Path

from autograder.demo.drafts import Attempt, Draft, built_in, more
from autograder.demo.people import InventedPerson, people
from autograder.demo.planned import Planned
from autograder.errors import WrongCall

SUBMISSIONS = "submissions.zip"
ROSTER = "roster.csv"
CHAPTERS = ("04_logistic_regression",)
_NIGHT_BEFORE = (2026, 3, 1, 23, 58, 0)  # a fixed time: equal seeds give equal bytes


def make_class(
    folder: Path, chapter: str = CHAPTERS[0], size: int | None = None, seed: int = 0
) -> list[Planned]:
    """Write ``submissions.zip`` and ``roster.csv``; say what grading them has to come to.

    Args:
        folder: made if need be; files of the same names are replaced.
        chapter: the assignment's name.
        size: how many students; None for the built-in ones. A smaller class has some of
            every kind, in a larger one right answers and known mistakes are repeated.
        seed: decides names, numbers, the order and the mixture of right answers.

    Returns:
        One entry for each file, in the zip's order, then one for who handed in nothing.

    Raises:
        WrongCall: the chapter has no sample class, or its notebook has not been built.
    """
    if chapter not in CHAPTERS:
        raise WrongCall(f"there is no sample class for {chapter}; there is for {CHAPTERS[0]}.")
    rng = random.Random(seed)
    drafts = built_in(chapter, rng)
    drafts += islice(more(chapter, rng), max(0, (size or 0) - len(drafts)))
    drafts = _each_its_own(drafts)
    rng.shuffle(drafts)
    if size is not None:
        drafts = list(islice(_mixed(drafts), size))
    members = list(zip(drafts, people(rng), strict=False))
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / SUBMISSIONS, "w", zipfile.ZIP_DEFLATED) as archive:
        planned = [entry for draft, person in members for entry in _hand_in(draft, person, archive)]
    _write_roster(folder / ROSTER, [person for _, person in members])
    return sorted(planned, key=lambda entry: not entry.file)


def _each_its_own(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with no two files alike: equal ones would be told as copies."""
    seen: set[bytes] = set()
    found = []
    for draft in drafts:
        attempts = []
        for attempt in draft.attempts:
            data = attempt.data
            while data in seen:
                data += b"\n"  # as another editor saves it: the same notebook
            seen.add(data)
            attempts.append(replace(attempt, data=data))
        found.append(replace(draft, attempts=tuple(attempts)))
    return found


def _mixed(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """One draft of every kind after the other, as long as there are any."""
    kinds: dict[str, list[Draft]] = {}
    for draft in drafts:
        kinds.setdefault(draft.planned.kind, []).append(draft)
    for row in zip_longest(*kinds.values()):
        yield from filter(None, row)


def _hand_in(draft: Draft, person: InventedPerson, archive: zipfile.ZipFile) -> Iterator[Planned]:
    if not draft.attempts:
        yield _planned(draft.planned, person, "")
    for number, attempt in enumerate(draft.attempts):
        name = _file_name(attempt, person, number)
        member = zipfile.ZipInfo(name, _NIGHT_BEFORE)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.external_attr = 0o644 << 16
        archive.writestr(member, attempt.data)
        last = number == len(draft.attempts) - 1
        yield replace(_planned(attempt.planned or draft.planned, person, name), counts=last)


def _file_name(attempt: Attempt, person: InventedPerson, number: int) -> str:
    # Submission ids grow with time; an attempt comes after the whole class's first one.
    submission = 678_901 + 7 * int(person.student) % 99_991 + 100_000 * number
    again = f"-{number}" if number else ""
    return f"{person.file_part}_{person.student}_{submission}_{attempt.stem}{again}.ipynb"


def _planned(planned: Planned, person: InventedPerson, file: str) -> Planned:
    return replace(planned, student=person.student, name=person.name, file=file)


def _write_roster(path: Path, members: list[InventedPerson]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name"])
        writer.writerows([person.student, person.name] for person in members)
