"""Judging: evidence against keys. Runs no byte of a student's code.

The same function judges in a notebook, by the visible keys, and in the
instructor's supervisor process, by fresh ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch

from course_utils.core.compare import same
from course_utils.core.evidence import RAISED, Detail, Evidence, Item
from course_utils.core.exercise import Exercise, Part
from course_utils.core.explain import Pair, explain, same_each_time
from course_utils.core.key import Key, Keys
from course_utils.core.mistake import Mistake
from course_utils.core.raised import is_not_attempted, is_tag, read_tag, say_raised
from course_utils.core.verdict import Difference, Verdict
from course_utils.texts import Words

_WEIGHED = 8  # numbers of an item: more do not say more


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
    finding = explain(found, key.case, exercise, others)
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


def match_mistake(
    keys: Keys, observed: Sequence[Evidence], firsts: Sequence[str | None]
) -> Mistake | None:
    """The known mistake that the evidence tells, or None.

    A mistake is told as a fact when everything that was seen, in all cases, is what it
    predicts. An answer with two mistakes has no such one: then that is named which
    predicts the first difference of every case, or at least of the first failing one, if
    nothing that came out right speaks against it and more than one number speaks for it.
    Of two that are equally good neither is told.

    Args:
        keys: one key per case, with the evidence of every known mistake in it.
        observed: one evidence per key, in the same order.
        firsts: of each, its :func:`first_difference`; at least one is not None.
    """
    fits = _fits(keys, observed, firsts)
    if not fits:
        return None
    best = max(fits, key=_Fit.rank)
    rivals = {fit.mistake for fit in fits if fit.rank() == best.rank()}
    if len(rivals) > 1:
        return None
    return keys.mistakes[best.mistake]


@dataclass(slots=True)
class _Fit:
    """How a mistake's evidence and the student's meet.

    Attributes:
        mistake: its id.
        strict: whether it predicts the first difference of every case.
        explained: wrong items that it predicts.
        agree: all items that are as it predicts, right ones too.
        refuted: items that it predicts to be wrong, and are right.
        other: items that are wrong in another way than it predicts.
        numbers: the numbers in wrong items that it predicts, without whole ones.
        alone: whether no other mistake predicts a text that is wrong.
    """

    mistake: str
    strict: bool = True
    explained: int = 0
    agree: int = 0
    refuted: int = 0
    other: int = 0
    numbers: set[float] = field(default_factory=set)
    alone: bool = False

    @property
    def complete(self) -> bool:
        return not (self.refuted or self.other)

    @property
    def specific(self) -> bool:
        """Whether more speaks for it than one number, which chance can give."""
        return self.alone or len(self.numbers) > 1

    def rank(self) -> tuple[bool, bool, int, int]:
        return self.complete, self.strict, self.explained, self.agree


def _fits(keys: Keys, observed: Sequence[Evidence], firsts: Sequence[str | None]) -> list[_Fit]:
    found = []
    for variant in _variant_ids(keys.keys):
        about = keys.mistakes[variant[0]].about
        if about and not any(first in about for first in firsts):
            continue
        fit = _fit(variant, keys, observed, firsts)
        if fit and (fit.complete or (fit.specific and not fit.refuted)):
            found.append(fit)
    return found


def _variant_ids(keys: Iterable[Key]) -> list[tuple[str, int]]:
    shared: list[tuple[str, int]] | None = None
    for key in keys:
        shared = [v for v in (key.wrong if shared is None else shared) if v in key.wrong]
    return shared or []


def _fit(
    variant: tuple[str, int],
    keys: Keys,
    observed: Sequence[Evidence],
    firsts: Sequence[str | None],
) -> _Fit | None:
    """The fit in all cases; None when a case's first difference speaks against it."""
    fit = _Fit(variant[0])
    shown = next(i for i, first in enumerate(firsts) if first is not None)
    for number, (key, evidence, first) in enumerate(zip(keys.keys, observed, firsts, strict=True)):
        if not _add_case(fit, key, evidence, first, key.wrong[variant], number == shown):
            return None
    return fit


def _add_case(
    fit: _Fit, key: Key, evidence: Evidence, first: str | None, wrong: Evidence, shown: bool
) -> bool:
    """Add one case to the fit; False when the mistake does not explain how the case begins.

    In another case than the shown one the first difference may come from something else.
    An exception that comes sooner there than the mistake's is one more difference.
    """
    names = [*key.expected, *([RAISED] if RAISED not in key.expected else [])]
    last = len(names) if first is None else names.index(first)
    for place, name in enumerate(names):
        right = _right(key, name, evidence)
        predicted = _right(key, name, wrong)
        if _agree(key, name, evidence.get(name), wrong.get(name)):
            fit.agree += 1
            fit.explained += not right
            if not right:
                _weigh(fit, key, name, evidence.get(name))
            continue
        if name == RAISED and place > last and evidence.raised and evidence.raised == wrong.raised:
            continue  # of one class, and nobody knows whether it is the same exception
        if evidence.raised is not None and name not in evidence:
            if shown:
                return False
            fit.strict = False
            fit.other += 1  # it raised sooner than the mistake does
            continue
        if place <= last:
            if shown or not (place == last and predicted):
                return False
            fit.strict = False
        if right:
            fit.refuted += 1
        else:
            fit.other += 1
    return True


def _weigh(fit: _Fit, key: Key, name: str, item: Item | None) -> None:
    """Count how much an explained wrong item says.

    Of a float tensor, of any shape, its first ``_WEIGHED`` finite numbers that are not whole; of a
    text, whether no other mistake gives the same one.
    """
    if isinstance(item, torch.Tensor):
        if item.is_floating_point():
            values = item.flatten()[:_WEIGHED]
            fit.numbers.update(values[values.isfinite() & (values != values.round())].tolist())
    elif isinstance(item, str) and name != RAISED and not fit.alone:
        fit.alone = all(
            mistake == fit.mistake or wrong.get(name) != item
            for (mistake, _), wrong in key.wrong.items()
            if not isinstance(wrong.get(name), torch.Tensor)
        )


def _right(key: Key, name: str, evidence: Evidence) -> bool:
    """Whether the evidence is as expected in one item; of ``raised``, that there is none."""
    expected = key.expected.get(name)
    if expected is None:
        return evidence.get(name) is None
    return expected.accepts(evidence.get(name))


def _agree(key: Key, name: str, item: Item | None, wrong: Item | None) -> bool:
    """Whether an item is as the mistake predicts it: both missing, both the same, both right."""
    if item is None or wrong is None:
        return item is None and wrong is None
    if name == RAISED and not is_tag(item):
        return False  # an exception of the same class may be any other
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
    """The first difference as the verdict holds it; both values keep their shape and dtype."""
    if item == RAISED:
        missing = next((n for n in key.expected if evidence.get(n) is None), RAISED)
        wanted = key.expected[missing].values[0] if missing in key.expected else "no exception"
        return Difference(
            key.case.name,
            RAISED,
            exercise.label(missing),
            evidence.raised,
            wanted,
            missing=missing,
            hidden=key.case.hidden,
        )
    return Difference(
        key.case.name,
        item,
        exercise.label(item),
        evidence.get(item),
        key.expected[item].values[0],
        hidden=key.case.hidden,
    )


def unjudged(
    exercise: Exercise, state: Any, note: Words = "", detail: Detail | None = None
) -> Verdict:
    """A verdict without evidence: the code never answered, or the grader could not ask.

    Args:
        exercise: says what the points would be.
        state: the verdict's; anything but ``passed``.
        note: what is told of it.
        detail: of an exception, its own words and place.
    """
    return Verdict(exercise.id, state, exercise.points, note=note, detail=detail)


def parts_of(verdict: Verdict, exercise: Exercise) -> Mapping[str, tuple[float, float]]:
    """Points earned and possible, by part."""
    return {p.name: (verdict.parts.get(p.name, 0.0), p.points) for p in exercise.parts}
