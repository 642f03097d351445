"""A student's own numbers beside the right ones: the first that differ, and what they share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course_utils.core.exercise import Exercise
from course_utils.core.finding import number
from course_utils.core.values import Number, Values, unequal
from course_utils.core.verdict import Difference
from course_utils.texts import Message, Words, say, words
from course_utils.views.figures import Table, place_in, write_pairs

FIRST = 3  # elements are enough to see whether they share a factor or a term
_DIGITS = 4  # decimals: the quotient can be checked by what is read
_CONSTANT = 1e-3  # relative, as for the factors that a check tells

# What the check has seen and told of a factor or a term already.
_FIRST_PAIR = "numbers.first"
_TOLD = ("seen.times", "seen.negated", "seen.larger", "seen.smaller", "seen.shifted")


@dataclass(frozen=True, slots=True)
class _Pairs:
    """All elements that differ.

    Attributes:
        places: their flat positions.
        yours, expected: the elements there.
        are_numbers: a factor says something of them; of counts and shares it does not.
    """

    places: tuple[int, ...]
    yours: tuple[Number, ...]
    expected: tuple[Number, ...]
    are_numbers: bool

    @property
    def quotients(self) -> list[float]:
        """Yours over the expected; NaN where that is 0."""
        return [float(a) / float(b) if b else math.nan for a, b in self._both()]

    @property
    def differences(self) -> list[float]:
        """Yours less the expected."""
        return [float(a) - float(b) for a, b in self._both()]

    def _both(self) -> Iterator[tuple[Number, Number]]:
        return zip(self.yours, self.expected, strict=True)


@dataclass(frozen=True, slots=True)
class OwnNumbers:
    """The first elements that differ.

    Attributes:
        table: yours, expected, and their quotient or their difference; None of one number.
        said: what all that differ have in common.
    """

    table: Table | None
    said: tuple[Words, ...] = ()


def own_numbers(difference: Difference, exercise: Exercise, *, named: bool) -> OwnNumbers | None:
    """The arithmetic of the first elements that differ.

    Args:
        difference: the verdict's.
        exercise: says of what kind the item is.
        named: a mistake explains them, so that nothing need be said of what they do not share.

    Returns:
        None where the two are not numbers of one shape that differ, or inputs are hidden.
    """
    yours, expected = difference.yours, difference.expected
    if difference.hidden or not isinstance(yours, Values) or not isinstance(expected, Values):
        return None
    if yours.shape != expected.shape:
        return None
    places = tuple(place for place, differs in unequal(yours, expected) if differs)
    if not places:
        return None
    pairs = _Pairs(
        places,
        tuple(map(yours.at, places)),
        tuple(map(expected.at, places)),
        exercise.kind(difference.item, expected) == "number",
    )
    told = isinstance(difference.seen, Message) and difference.seen.code.startswith(_TOLD)
    if expected.total == 1:
        # What is seen in one number stands beside it already.
        return OwnNumbers(None, () if difference.seen else _of_one(pairs))
    said: list[Words] = []
    if told:
        said.append(say("worked.seen", fact=difference.seen))
    elif isinstance(difference.numbers, Message) and difference.numbers.code != _FIRST_PAIR:
        said.append(say("worked.seen", fact=difference.numbers))
    elif len(places) > 1 and pairs.are_numbers:
        said += _shared(yours, expected, pairs, named=named)
    if len(places) > FIRST:
        code = "own.all" if len(places) == expected.total else "own.more"
        said.append(say(code, **_counts(code, len(places), expected.total)))
    return OwnNumbers(_table(pairs, expected.shape), tuple(said))


def _counts(code: str, count: int, total: int) -> dict[str, int]:
    return {"total": total} if code == "own.all" else {"count": count, "total": total}


def _of_one(pairs: _Pairs) -> tuple[Words, ...]:
    quotient, shift = pairs.quotients[0], pairs.differences[0]
    if not pairs.are_numbers or not math.isfinite(quotient) or not math.isfinite(shift):
        return ()
    return (say("own.one", quotient=number(quotient), difference=number(shift)),)


def _shared(yours: Values, expected: Values, pairs: _Pairs, *, named: bool) -> list[Words]:
    """One factor, one term, or the same numbers elsewhere."""
    if (quotient := _common(pairs.quotients)) is not None:
        return [say("own.same-quotient", value=number(quotient))]
    if (shift := _common(pairs.differences)) is not None:
        return [say("own.same-difference", value=number(shift))]
    if _all_kept(yours) and _all_kept(expected):
        if len(expected.shape) == 2 and _near(_transposed(yours), expected.flat):
            return [say("own.transposed")]
        if _near(sorted(yours.flat), sorted(expected.flat)):
            return [say("own.elsewhere")]
    return [] if named else [say("own.neither")]


def _table(pairs: _Pairs, size: Sequence[int]) -> Table:
    by_quotient = pairs.are_numbers and _common(pairs.quotients) is not None
    third = "own.quotient" if by_quotient else "own.difference"
    last = pairs.quotients if by_quotient else pairs.differences
    columns = [
        [place_in(place, size) for place in pairs.places[:FIRST]],
        *write_pairs(list(zip(pairs.yours, pairs.expected, strict=True))[:FIRST], _DIGITS),
        list(map(number, last[:FIRST])),
    ]
    headers = [words(say(code)) for code in ("table.at", "table.yours", "table.expected", third)]
    rows = tuple(zip(*columns, strict=True))
    return Table(tuple(headers), rows, (True,) * len(rows), words=(), yours=1, expected=2)


def _common(values: Sequence[float]) -> float | None:
    """The one value that all have; None where they have not, or it says nothing."""
    first = values[0]
    alike = all(math.isfinite(v) and abs(v - first) <= _CONSTANT * abs(first) for v in values)
    return first if alike and first else None


def _all_kept(values: Values) -> bool:
    return values.start == 0 and len(values.flat) == values.total


def _transposed(values: Values) -> list[Number]:
    rows, columns = values.shape
    # Read as if it were the other way round: only a square has the same shape then.
    return [values.flat[j * columns + i] for i in range(columns) for j in range(rows)]


def _near(left: Sequence[Number], right: Sequence[Number]) -> bool:
    one, other = (Values((len(side),), "float", tuple(side)) for side in (left, right))
    return not any(differs for _, differs in unequal(one, other))
