"""Judging: evidence against keys. Runs no byte of a student's code.

The same function judges in a notebook, by the visible keys, and in the
instructor's supervisor process, by fresh ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from course_utils.compare import same
from course_utils.evidence import RAISED, Evidence, Item
from course_utils.exercise import Exercise, Part
from course_utils.explain import explain
from course_utils.key import Key, Keys
from course_utils.raised import is_not_attempted, say_raised
from course_utils.verdict import Cause, Difference, Verdict


def judge(exercise: Exercise, keys: Keys, observed: Sequence[Evidence]) -> Verdict:
    """The verdict on one exercise.

    Args:
        exercise: what its parts are and what they are worth.
        keys: one key per case.
        observed: one evidence per key, in the same order.

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
    parts = {part.name: part.points for part in exercise.parts if _earned(part, pairs)}
    found = _difference(exercise, key, evidence, item)
    mistake = match_mistake(keys, observed, firsts)
    seen, general = explain(found, key.case)
    if mistake is None and item == RAISED:
        general = say_raised(evidence.raised or "", general)
    return Verdict(
        exercise.id,
        "error" if item == RAISED else "wrong",
        points,
        parts,
        Difference(found.case, found.item, found.label, found.yours, found.expected, seen),
        mistake or general,
        detail=evidence.detail,
    )


def first_difference(key: Key, evidence: Evidence) -> str | None:
    """The first item, in order, that is not as expected; None when all are.

    An item that is missing because the code raised before it counts as ``raised``.
    """
    for name, expected in key.expected.items():
        item = evidence.get(name)
        if item is None and evidence.raised is not None:
            return RAISED
        if not expected.accepts(item):
            return name
    return RAISED if evidence.raised is not None and RAISED not in key.expected else None


def match_mistake(
    keys: Keys, observed: Sequence[Evidence], firsts: Sequence[str | None]
) -> Cause | None:
    """The narrowest known mistake that explains every case up to its first difference."""
    best: tuple[int, str] | None = None
    for variant in _variant_ids(keys.keys):
        explained = 0
        for key, evidence, first in zip(keys.keys, observed, firsts, strict=True):
            count = _explained(key, evidence, first, key.variants[variant])
            if count is None:
                break
            explained += count
        else:
            about = keys.mistakes[variant[0]].about
            if about and not any(first in about for first in firsts):
                continue
            if best is None or explained > best[0]:
                best = (explained, variant[0])
    if best is None:
        return None
    mistake = keys.mistakes[best[1]]
    return Cause(mistake.id, mistake.sentence, mistake.why, mistake.hint)


def _variant_ids(keys: Iterable[Key]) -> list[tuple[str, int]]:
    shared: list[tuple[str, int]] | None = None
    for key in keys:
        shared = [v for v in (key.variants if shared is None else shared) if v in key.variants]
    return shared or []


def _explained(key: Key, evidence: Evidence, first: str | None, wrong: Evidence) -> int | None:
    """How many items the wrong evidence shares, or None when it does not explain the case."""
    names = [*key.expected, *([RAISED] if RAISED not in key.expected else [])]
    agree = 0
    for name in names:
        equal = _agree(key, name, evidence.get(name), wrong.get(name))
        agree += equal
        if not equal and (first is None or names.index(name) <= names.index(first)):
            return None
    return agree


def _agree(key: Key, name: str, item: Item | None, wrong: Item | None) -> bool:
    if item is None or wrong is None:
        return item is None and wrong is None
    expected = key.expected.get(name)
    if expected is None:
        return same(item, wrong)
    if same(item, wrong, expected.rtol, expected.atol):
        return True
    # Both right, though by different accepted values.
    return expected.accepts(item) and expected.accepts(wrong)


def _earned(part: Part, pairs: Iterable[tuple[Key, Evidence]]) -> bool:
    return all(
        key.expected[name].accepts(evidence.get(name))
        for key, evidence in pairs
        for name in part.items
        if name in key.expected
    )


def _difference(exercise: Exercise, key: Key, evidence: Evidence, item: str) -> Difference:
    if item == RAISED:
        missing = next((n for n in key.expected if evidence.get(n) is None), RAISED)
        wanted = key.expected[missing].values[0] if missing in key.expected else "no exception"
        return Difference(
            key.case.name, RAISED, exercise.label(missing), evidence.raised, wanted
        )
    return Difference(
        key.case.name,
        item,
        exercise.label(item),
        evidence.get(item),
        key.expected[item].values[0],
    )


def unjudged(exercise: Exercise, state, note: str = "", detail: str = "") -> Verdict:
    """A verdict without evidence: the code never answered, or the grader could not ask."""
    return Verdict(exercise.id, state, exercise.points, note=note, detail=detail)


def parts_of(verdict: Verdict, exercise: Exercise) -> Mapping[str, tuple[float, float]]:
    """Points earned and possible, by part."""
    return {p.name: (verdict.parts.get(p.name, 0.0), p.points) for p in exercise.parts}
