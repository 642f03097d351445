"""Making keys: the same probe runs over the right answer and every wrong one."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace

import torch

from autograder.catalogue.draw import Draw, Undrawable
from autograder.catalogue.entry import Entry, Implementation
from course_utils.core.case import Case
from course_utils.core.compare import Expected, expected_from
from course_utils.core.evidence import Evidence
from course_utils.core.judge import judge
from course_utils.core.key import Key, Keys
from course_utils.core.probing import run_probe

_TURNS = 8  # seeds that are tried


def make_keys(entry: Entry, seed: int | str, *, wrong: bool = True) -> Keys:
    """Keys of cases drawn from the seed; by them every right answer of the catalogue passes.

    Where float32 rounding shows in a seed's cases, the next ones that follow from it are tried.

    Args:
        entry: whose.
        seed: what its cases are drawn from.
        wrong: hold what the known mistakes look like, too. It takes nearly all of the time, and
            whether an answer is right can be told without.

    Raises:
        ValueError: the entry has no cases or no reference, or the reference raised.
    """
    if entry.make_cases is None or entry.right is None:
        raise ValueError(f"{entry.id}: the catalogue entry needs cases and a reference")
    for cases in draws(entry.make_cases, seed):
        keys = Keys(
            entry.id, tuple(_key(entry, case, wrong) for case in cases), dict(entry.mistakes)
        )
        if is_fair(entry, keys):
            break
    return keys


def draws(make: Callable[[Draw], list[Case]], seed: int | str) -> Iterator[list[Case]]:
    """The cases of this seed and of a few that follow from it, without its dead ends.

    Raises:
        Undrawable: all of them are dead ends.
    """
    dead_ends = 0
    for turn in range(1, _TURNS + 1):
        try:
            yield make(Draw(seed if turn == 1 else f"{seed}/{turn}"))
        except Undrawable:
            dead_ends += 1
            if dead_ends == _TURNS:
                raise


def is_fair(entry: Entry, keys: Keys) -> bool:
    """Whether every right answer passes: no rounding in float32 shows in these cases."""
    assert entry.right is not None
    return all(
        judge(entry.exercise, keys, [run(entry, right.obj, case) for case in keys.cases]).state
        == "passed"
        for right in (entry.right, *entry.variants)  # the keys hold what the accepted ones give
    )


def _key(entry: Entry, case: Case, of_mistakes: bool) -> Key:
    key = right_key(entry, case)
    if not of_mistakes:
        return key
    wrong = {
        name: run(entry, implementation.obj, case, torch.float32)
        for name, implementation in wrong_by_number(entry).items()
    }
    return replace(key, wrong=wrong)


def wrong_by_number(entry: Entry) -> dict[tuple[str, int], Implementation]:
    """Every wrong answer by its mistake and its number among that mistake's."""
    found = {}
    counts: dict[str, int] = {}
    for mistake, implementation in entry.wrong:
        number = counts[mistake] = counts.get(mistake, -1) + 1
        found[(mistake, number)] = implementation
    return found


def right_key(entry: Entry, case: Case) -> Key:
    """The key of a case without the known mistakes: what right answers give."""
    assert entry.right is not None
    references = [run(entry, entry.right.obj, case.as_double(), torch.float64)]
    references += [run(entry, other.obj, case, torch.float32) for other in entry.alternatives]
    for evidence in references:
        if evidence.raised:
            raise ValueError(f"{entry.id}: a reference raised in {case.name!r}: {evidence.detail}")
    expected = {
        name: _accepted([evidence.items[name] for evidence in references if name in evidence])
        for name in references[0]
    }
    return Key(case, expected, {})


def _accepted(values) -> Expected:
    expected = expected_from(values)
    # Rounded up to two digits, so that the files are the same on every processor.
    digits = -math.floor(math.log10(expected.atol)) + 1
    return Expected(
        expected.values, expected.rtol, round(expected.atol + 0.5 * 10**-digits, digits)
    )


def run(entry: Entry, obj: object, case: Case, dtype: torch.dtype = torch.float32) -> Evidence:
    """The evidence of one implementation in one case."""
    torch.manual_seed(0)
    with warnings.catch_warnings():
        # torch warns about wrong answers, and rightly so.
        warnings.simplefilter("ignore")
        return run_probe(entry.id, obj, case, dtype)
