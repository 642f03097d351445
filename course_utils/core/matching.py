"""Which known mistake the evidence tells: how what was seen and what each one predicts meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import torch

from course_utils.core.compare import same
from course_utils.core.detail import RAISED
from course_utils.core.evidence import Evidence, Item
from course_utils.core.key import Key, Keys
from course_utils.core.mistake import Mistake
from course_utils.core.raised import is_tag

_WEIGHED = 8  # numbers of an item: more do not say more


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
    for wrong_id in _wrong_answers(keys.keys):
        about = keys.mistakes[wrong_id[0]].about
        if about and not any(first in about for first in firsts):
            continue
        fit = _fit(wrong_id, keys, observed, firsts)
        if fit and (fit.complete or (fit.specific and not fit.refuted)):
            found.append(fit)
    return found


def _wrong_answers(keys: Iterable[Key]) -> list[tuple[str, int]]:
    shared: list[tuple[str, int]] | None = None
    for key in keys:
        shared = [v for v in (key.wrong if shared is None else shared) if v in key.wrong]
    return shared or []


def _fit(
    wrong_id: tuple[str, int],
    keys: Keys,
    observed: Sequence[Evidence],
    firsts: Sequence[str | None],
) -> _Fit | None:
    """The fit in all cases; None when a case's first difference speaks against it."""
    fit = _Fit(wrong_id[0])
    shown = next(i for i, first in enumerate(firsts) if first is not None)
    for number, (key, evidence, first) in enumerate(zip(keys.keys, observed, firsts, strict=True)):
        if not _add_case(fit, key, evidence, first, key.wrong[wrong_id], number == shown):
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
