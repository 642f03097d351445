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
    parts = _parts(exercise, pairs)
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
    """The narrowest known mistake that explains every case up to its first difference.

    An answer with two mistakes may show the second one alone in another case. When no
    mistake explains all cases, one that explains the first failing case is named if
    no other case contradicts it.
    """
    named = _narrowest(keys, observed, firsts, strict=True)
    if named is None:
        named = _narrowest(keys, observed, firsts, strict=False)
    if named is None:
        return None
    mistake = keys.mistakes[named]
    return Cause(mistake.id, mistake.sentence, mistake.why, mistake.hint)


def _narrowest(
    keys: Keys, observed: Sequence[Evidence], firsts: Sequence[str | None], *, strict: bool
) -> str | None:
    shown = next(i for i, first in enumerate(firsts) if first is not None)
    best: tuple[int, str] | None = None
    for variant in _variant_ids(keys.keys):
        about = keys.mistakes[variant[0]].about
        if about and not any(first in about for first in firsts):
            continue
        total = 0
        for number, (key, evidence, first) in enumerate(
            zip(keys.keys, observed, firsts, strict=True)
        ):
            alone = not strict and number != shown
            count = _explained(key, evidence, first, key.variants[variant], alone)
            if count is None:
                break
            total += count
        else:
            if best is None or total > best[0]:
                best = (total, variant[0])
    return best[1] if best else None


def _variant_ids(keys: Iterable[Key]) -> list[tuple[str, int]]:
    shared: list[tuple[str, int]] | None = None
    for key in keys:
        shared = [v for v in (key.variants if shared is None else shared) if v in key.variants]
    return shared or []


def _explained(
    key: Key, evidence: Evidence, first: str | None, wrong: Evidence, may_differ: bool
) -> int | None:
    """How many items the wrong evidence shares, or None when it does not explain the case.

    ``may_differ`` lets the case's first difference come from something else: only what
    the mistake predicts to be wrong, and is not, speaks against it. What an exception
    kept from being observed speaks for nothing.
    """
    names = [*key.expected, *([RAISED] if RAISED not in key.expected else [])]
    last = len(names) if first is None else names.index(first)
    agree = 0
    for place, name in enumerate(names):
        equal = _agree(key, name, evidence.get(name), wrong.get(name))
        agree += equal
        if equal or place > last:
            continue
        if may_differ and evidence.raised is not None and name not in evidence:
            continue
        if not (may_differ and place == last and _right(key, name, wrong)):
            return None
    return agree


def _right(key: Key, name: str, evidence: Evidence) -> bool:
    """Whether the evidence is as expected in one item; of ``raised``, that there is none."""
    expected = key.expected.get(name)
    if expected is None:
        return evidence.get(name) is None
    return expected.accepts(evidence.get(name))


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


def _difference(exercise: Exercise, key: Key, evidence: Evidence, item: str) -> Difference:
    if item == RAISED:
        missing = next((n for n in key.expected if evidence.get(n) is None), RAISED)
        wanted = key.expected[missing].values[0] if missing in key.expected else "no exception"
        return Difference(key.case.name, RAISED, exercise.label(missing), evidence.raised, wanted)
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
