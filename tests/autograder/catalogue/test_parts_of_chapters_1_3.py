"""Chapters 1 to 3: every part can be lost alone, and every number has a part that it belongs to."""

from __future__ import annotations

import pytest

from autograder.catalogue import catalogue, run
from course_utils.core.judge import judge
from tests.autograder.catalogue.test_outside import BY_EXERCISE, answer_of, keys_of, verdict_on

ENTRIES = [
    entry
    for entry in catalogue().values()
    if entry.exercise.chapter[:2] in ("01", "02", "03") and len(entry.exercise.parts) > 1
]
# What no part names and all share: nothing is right on a wrong class.
SHARED = {"class", "arguments"}


def repeated(exercise, part) -> bool:
    """Whether another part wants one of this part's numbers too: it cannot be lost alone."""
    others = {item for other in exercise.parts if other is not part for item in other.items}
    return bool(others & set(part.items))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_part_can_be_lost_alone(entry):
    exercise = entry.exercise
    keys = keys_of(entry.id, "visible")
    verdicts = [
        judge(exercise, keys, [run(entry, wrong.obj, case) for case in keys.cases])
        for _, wrong in entry.wrong
    ]
    verdicts += [verdict_on(entry, keys, answer_of(name, entry)) for name in BY_EXERCISE[entry.id]]
    names = {part.name for part in exercise.parts}
    lost = {frozenset(names - set(verdict.parts)) for verdict in verdicts}
    alone = {part.name for part in exercise.parts if frozenset({part.name}) in lost}
    missed = {part.name for part in exercise.parts if not repeated(exercise, part)} - alone
    assert not missed
    assert alone


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_item_belongs_to_a_part(entry):
    named = {item for part in entry.exercise.parts for item in part.items}
    expected = {item for key in keys_of(entry.id, "visible").keys for item in key.expected}
    assert expected - named <= SHARED
    assert named <= expected, "a part names what no case shows"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_exception_in_the_last_call_keeps_what_the_others_have_shown(entry):
    keys = keys_of(entry.id, "visible")
    whole = [run(entry, entry.right.obj, case) for case in keys.cases]
    last = entry.exercise.parts[-1]
    for evidence in whole:
        for item in set(last.items) - {
            item for part in entry.exercise.parts[:-1] for item in part.items
        }:
            evidence.items.pop(item, None)
        evidence.ended("ValueError")
    verdict = judge(entry.exercise, keys, whole)
    assert set(verdict.parts) == {part.name for part in entry.exercise.parts[:-1]}
