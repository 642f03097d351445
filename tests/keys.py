"""Keys of an exercise by a seed, made once in a run: each asks every wrong answer once.

Which seed a test takes seldom matters: those that ask many exercises take ``VISIBLE`` or
``SECRET``, as the others do.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import torch

from autograder.catalogue.entry import Entry, find_entry
from autograder.catalogue.keys import make_keys, run
from course_utils.core.evidence import Evidence
from course_utils.core.judge import judge
from course_utils.core.key import Keys
from course_utils.core.verdict import Verdict
from tests.shared import once_in_run

VISIBLE, SECRET = "visible", "1"


@cache
def keys_of(exercise_id: str, seed: int | str) -> Keys:
    """The keys that the catalogue's own entry gives by this seed."""
    return make_keys(find_entry(exercise_id), seed)


@cache
def shared_keys(exercise_id: str, seed: str) -> Keys:
    """The keys by ``seed/exercise``, made by whichever process of the run needs them first."""

    def make(folder: Path) -> None:
        torch.save(keys_of(exercise_id, f"{seed}/{exercise_id}"), folder / "keys.pt")

    folder = once_in_run(f"keys {seed} {exercise_id}", make)
    # By the one who made them too: all have the same, as it was read.
    found: Keys = torch.load(folder / "keys.pt", weights_only=False)
    return found


def told_by(entry: Entry, keys: Keys) -> list[tuple[str, list[Evidence]]]:
    """What each wrong answer of the catalogue shows, as it was seen when the keys were made."""
    counts: dict[str, int] = {}
    found = []
    for mistake, _ in entry.wrong:
        number = counts[mistake] = counts.get(mistake, -1) + 1
        found.append((mistake, [key.wrong[mistake, number] for key in keys.keys]))
    return found


def verdict_by(entry: Entry, obj: object, seed: int | str) -> Verdict:
    """The verdict on an object by the keys of this seed."""
    keys = keys_of(entry.id, seed)
    return judge(entry.exercise, keys, [run(entry, obj, case) for case in keys.cases])
