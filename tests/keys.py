"""Keys of an exercise by a seed, made once in a process: each asks every wrong answer once."""

from __future__ import annotations

from functools import cache

from autograder.catalogue.entry import Entry, find_entry
from autograder.catalogue.keys import make_keys, run
from course_utils.core.judge import judge
from course_utils.core.key import Keys
from course_utils.core.verdict import Verdict


@cache
def keys_of(exercise_id: str, seed: int | str) -> Keys:
    """The keys that the catalogue's own entry gives by this seed."""
    return make_keys(find_entry(exercise_id), seed)


def verdict_by(entry: Entry, obj: object, seed: int | str) -> Verdict:
    """The verdict on an object by the keys of this seed."""
    keys = keys_of(entry.id, seed)
    return judge(entry.exercise, keys, [run(entry, obj, case) for case in keys.cases])
