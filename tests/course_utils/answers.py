"""The catalogue's answers, as objects."""

from __future__ import annotations

from autograder.catalogue import find_entry


def wrong(exercise_id: str, mistake: str) -> object:
    """The catalogue's object that makes the mistake."""
    return dict(find_entry(exercise_id).wrong)[mistake].obj


def right(exercise_id: str) -> object:
    """The catalogue's right object."""
    answer = find_entry(exercise_id).right
    assert answer is not None
    return answer.obj
