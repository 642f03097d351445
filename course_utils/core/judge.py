"""Judging: evidence against keys. Runs no byte of a student's code.

The same function judges in a notebook, by the visible keys, and in the
instructor's supervisor process, by fresh ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import torch

from course_utils.core.detail import RAISED
from course_utils.core.evidence import Evidence, Item
from course_utils.core.exercise import Exercise, Part
from course_utils.core.explain import Pair, finding_of, same_each_time
from course_utils.core.key import Key, Keys
from course_utils.core.matching import match_mistake
from course_utils.core.mistake import Mistake
from course_utils.core.raised import is_not_attempted, read_tag, say_raised
from course_utils.core.values import numbers_of
from course_utils.core.verdict import Difference, Verdict
from course_utils.texts import observed


def judge(exercise: Exercise, keys: Keys, observed: Sequence[Evidence]) -> Verdict:
    """The verdict on one exercise.

    Args:
        exercise: what its parts are and what they are worth.
        keys: one key per case.
        observed: one evidence per key, in the same order: texts, and tensors of any shape in
            float64, int64 or bool.

    Returns:
        The state, the points by part, the first difference with what is seen in it, and the
        mistake that explains it, where one does.

    Raises:
        ValueError: the numbers of keys and of observations differ.
    """
    if len(observed) != len(keys.keys):
        raise ValueError(f"{len(observed)} observations for {len(keys.keys)} cases")
    pairs = list(zip(keys.keys, observed, strict=True))
    points = exercise.points
    firsts = [first_difference(key, evidence) for key, evidence in pairs]
    if all(first is None for first in firsts):
        return Verdict(
            exercise.id, "passed", points, {part.name: part.points for part in exercise.parts}
        )
    if is_not_attempted(observed[0].raised):
        return Verdict(exercise.id, "not_attempted", points)

    index = next(i for i, first in enumerate(firsts) if first is not None)
    key, evidence = pairs[index]
    item = firsts[index]
    assert item is not None
    parts = _parts(exercise, pairs)
    found = _difference(exercise, key, evidence, item)
    mistake = match_mistake(keys, observed, firsts)
    others = _same_item(item, pairs[index + 1 :])
    finding = finding_of(item, evidence.get(item), _right(key, item), key.case, exercise, others)
    if mistake is None and item == RAISED:
        mistake = say_raised(read_tag(evidence.raised or ""), finding.cause)
    elif mistake is None:
        mistake = _without_arguments(exercise, pairs) or finding.cause
    return Verdict(
        exercise.id,
        "error" if item == RAISED else "wrong",
        points,
        parts,
        replace(found, seen=finding.seen, numbers=finding.numbers),
        mistake,
        detail=evidence.detail,
    )


def _same_item(item: str, pairs: Iterable[tuple[Key, Evidence]]) -> list[Pair]:
    """The item in further cases in which it is wrong, where both values of it are tensors."""
    found = []
    for key, evidence in pairs:
        yours, expected = evidence.get(item), key.expected.get(item)
        if expected is None or expected.accepts(yours):
            continue
        if isinstance(yours, torch.Tensor) and isinstance(expected.values[0], torch.Tensor):
            found.append((yours, expected.values[0], key.case))
    return found


def _without_arguments(exercise: Exercise, pairs: Iterable[tuple[Key, Evidence]]) -> Mistake | None:
    """The cause when all that a function gave, in every case and call, is one and the same.

    Only items of the kind ``number`` count; one that is not a float tensor ends the search.
    """
    results = []
    for key, evidence in pairs:
        for name, expected in key.expected.items():
            yours, right = evidence.get(name), expected.values[0]
            if isinstance(right, str) or exercise.kind(name, right) != "number":
                continue
            if not isinstance(yours, torch.Tensor) or not yours.is_floating_point():
                return None
            results.append((yours, right, key.case))
    finding = same_each_time(results)
    return finding.cause if finding else None


def first_difference(key: Key, evidence: Evidence) -> str | None:
    """The first item, in order, that is not as expected; None when all are.

    An item that is missing because the code raised before it counts as ``raised``.

    Args:
        key: the accepted values of every item, in the order of computation.
        evidence: of the same case.
    """
    for name, expected in key.expected.items():
        item = evidence.get(name)
        if item is None and evidence.raised is not None:
            return RAISED
        if not expected.accepts(item):
            return name
    return RAISED if evidence.raised is not None and RAISED not in key.expected else None


def _parts(exercise: Exercise, pairs: Sequence[tuple[Key, Evidence]]) -> dict[str, float]:
    """The parts that a refused answer has earned, with their points.

    A part is judged by its own items. One that no part names counts against every part that
    has items in its case, when it was seen to be wrong; what an exception kept from being
    seen is missed by the parts that name it alone. If that would leave nothing to lose, the
    exception is everybody's: full points are for what passes.
    """
    for strict in (False, True):
        earned = {
            part.name: part.points
            for part in exercise.parts
            if _earned(part, exercise, pairs, strict=strict)
        }
        if len(earned) < len(exercise.parts):
            break
    return earned


def _earned(
    part: Part, exercise: Exercise, pairs: Iterable[tuple[Key, Evidence]], *, strict: bool
) -> bool:
    named = {item for other in exercise.parts for item in other.items}
    shown = False
    for key, evidence in pairs:
        own = [name for name in key.expected if name in part.items]
        if not own:
            continue
        shown = True
        if strict and evidence.raised is not None and RAISED not in key.expected:
            return False
        shared = [name for name in key.expected if name not in named]
        if not strict:
            shared = [name for name in shared if name in evidence]
        if not all(key.expected[name].accepts(evidence.get(name)) for name in own + shared):
            return False
    return shown


def _right(key: Key, item: str) -> Item:
    """What belongs there; of an exception, no exception."""
    return key.expected[item].values[0] if item in key.expected else observed("no-exception")


def _difference(exercise: Exercise, key: Key, evidence: Evidence, item: str) -> Difference:
    """The first difference as the verdict holds it; both values keep their shape and dtype."""
    named = item
    if item == RAISED:
        named = next((n for n in key.expected if evidence.get(n) is None), RAISED)
    yours = evidence.raised if item == RAISED else evidence.get(item)
    return Difference(
        key.case.name,
        item,
        exercise.label(named),
        None if yours is None else numbers_of(yours),
        numbers_of(_right(key, named)),
        missing=named if item == RAISED else "",
        hidden=key.case.hidden,
    )
