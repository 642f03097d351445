"""What a difference says as a plain fact, before any mistake is named."""

from __future__ import annotations

from course_utils.core.detail import RAISED
from course_utils.core.exercise import Exercise
from course_utils.core.finding import shape
from course_utils.core.kinds import read_kind
from course_utils.core.values import Told, Values, first_unequal
from course_utils.core.verdict import Difference, Verdict
from course_utils.texts import Words, say, words
from course_utils.views.figures import Table, compare_table, sizes, sketch, write_pair

# How many whole numbers are told in one line.
_LIST = 12


def facts(verdict: Verdict, exercise: Exercise) -> tuple[str, Table | None]:
    """What is a plain fact: a sentence, and a table."""
    difference = verdict.difference
    if difference is None:
        return "", None
    if difference.item == RAISED:
        detail = verdict.detail
        return "" if detail is None else str(detail) or words(say("unseen.exception")), None
    if exercise.kinds.get(difference.item) == "after" and _tensors(difference):
        return words(say("fact.after")), None
    fact, table = ("", None) if difference.hidden else _compared(difference, exercise)
    return full_sentence(fact or difference.seen or say("fact.not-as-expected")), table


def _tensors(difference: Difference) -> bool:
    values = difference.yours, difference.expected
    return all(isinstance(value, Values) for value in values)


def _compared(difference: Difference, exercise: Exercise) -> tuple[Words, Table | None]:
    yours, expected, seen = difference.yours, difference.expected, difference.seen
    if not isinstance(expected, Values):
        return seen or say("fact.texts", yours=_words(yours), expected=expected), None
    kind = exercise.kind(difference.item, expected)
    if kind == "shape":
        return _shape_fact(yours, expected), None
    if not isinstance(yours, Values):
        seen = seen or say("seen.is", what=_words(yours))
        return say("fact.wanted", seen=seen, wanted=_wanted(expected)), None
    if (
        kind == "count"
        and max(len(yours.shape), len(expected.shape)) == 1
        and _short(yours, expected)
    ):
        both = {"yours": sketch(yours, _LIST), "expected": sketch(expected, _LIST)}
        return say("fact.counts", **both), None
    if yours.shape != expected.shape:
        return seen, compare_table(yours, expected)
    if not expected.total:  # of the same shape, and of another dtype
        both = {"yours": yours.dtype, "expected": expected.dtype}
        return seen or say("fact.dtypes", **both), None
    place = first_unequal(yours, expected) or expected.start
    left, right = write_pair(yours.at(place), expected.at(place))
    if expected.total > 1:
        return seen or say("fact.marked"), compare_table(yours, expected)
    if seen:
        return say("fact.numbers-seen", yours=left, expected=right, seen=seen), None
    return say("fact.numbers", yours=left, expected=right), None


def _shape_fact(yours: Told | None, expected: Values) -> Words:
    wanted = sizes(expected)
    if isinstance(yours, Values):
        return say("fact.shapes", yours=sizes(yours), expected=wanted)
    if isinstance(yours, str) and read_kind(yours).missing:
        return say("fact.no-parameter", expected=wanted)
    return say("fact.no-shape", yours=_words(yours), expected=wanted)


def _wanted(expected: Values) -> Words:
    """What belongs where something stands that is no tensor."""
    if not expected.shape:
        return say("fact.one-number", value=sketch(expected))
    return say("fact.a-tensor", shape=shape(expected), values=sketch(expected))


def _short(*values: Values) -> bool:
    return all(value.total <= _LIST for value in values)


def _words(item: Told | None) -> Words:
    if isinstance(item, Values):
        return say("fact.of-shape", shape=shape(item))
    return say("fact.missing") if item is None else item


def full_sentence(said: Words) -> str:
    """A clause with its full stop; a text that has an end of its own stays as it is."""
    text = words(said).strip()
    return text if not text or text[-1] in ".!?…:" else words(say("card.sentence", clause=text))
