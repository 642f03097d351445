"""Keys for one student: right answers run at once, a known wrong one when it is asked for.

A student's own cases are judged by once or twice, so nothing of them is kept. Of a hundred known
wrong answers all but a few are ruled out by the visible cases, whose keys lie ready: only the
others are run on these cases, and the verdict is the one that complete keys give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import islice

import torch

from autograder.catalogue.entry import Entry, Implementation
from autograder.catalogue.keys import draws, is_fair, right_key, run, wrong_by_number
from course_utils.core.case import Case
from course_utils.core.evidence import Evidence
from course_utils.core.key import Keys

_Named = Mapping[tuple[str, int], Implementation]


class LateWrong(Mapping[tuple[str, int], Evidence]):
    """What the known wrong answers give in a case; each is run when it is asked for."""

    def __init__(self, entry: Entry, case: Case, named: Callable[[], _Named]) -> None:
        """Args: named: makes the wrong answers by mistake and number; called when one is needed."""
        self._entry, self._case, self._named = entry, case, named
        self._seen: dict[tuple[str, int], Evidence] = {}

    def __getitem__(self, name: tuple[str, int]) -> Evidence:
        if name not in self._seen:
            wrong = self._named()[name]
            self._seen[name] = run(self._entry, wrong.obj, self._case, torch.float32)
        return self._seen[name]

    def __contains__(self, name: object) -> bool:
        return name in self._named()

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter(self._named())

    def __len__(self) -> int:
        return len(self._named())


class OneDraw:
    """An exercise's keys on the cases of one seed, and whether every right answer passes by them.

    Attributes:
        keys: on the cases.
    """

    def __init__(self, entry: Entry, seed: str, turn: int, cases: list[Case]) -> None:
        """Args: those of :func:`one_draw`; cases: what they give."""
        self._entry, self._seed, self._turn = entry, seed, turn
        # The file of mistakes is read for a wrong answer alone.
        named = cache(lambda: wrong_by_number(entry))
        made = [replace(right_key(entry, one), wrong=LateWrong(entry, one, named)) for one in cases]
        self.keys = Keys(entry.id, tuple(made), {})
        self._fair: bool | None = None

    def next(self) -> OneDraw | None:
        """The next draw of the seed, where rounding shows in this one; None where it stands.

        A right answer that is written in another way has not passed by it then.
        """
        if self._fair is None:
            # Of a right answer that fails nobody asks which mistake it is.
            bare = tuple(replace(key, wrong={}) for key in self.keys.keys)
            self._fair = is_fair(self._entry, replace(self.keys, keys=bare))
        return None if self._fair else one_draw(self._entry, self._seed, self._turn + 1)


def one_draw(entry: Entry, seed: str, turn: int = 0) -> OneDraw | None:
    """The keys on the cases of a seed; None where a seed has no further ones.

    Args:
        entry: whose.
        seed: what the cases are drawn from.
        turn: of the cases that follow from the seed, which.
    """
    assert entry.make_cases is not None
    for cases in islice(draws(entry.make_cases, seed), turn, turn + 1):
        return OneDraw(entry, seed, turn, cases)
    return None
