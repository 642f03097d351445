"""Where it went wrong, over a class: kinds of edits, how many, and a line of one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from autograder.report import gather, render_report
from autograder.report.items import ExerciseSummary, items
from autograder.report.names import Pseudonyms
from autograder.submission.result import Result, Submission
from course_utils.core.place import Place, Proof
from course_utils.core.verdict import Verdict
from tests.autograder.feedback.reading import Reader
from tests.autograder.feedback.samples import CHAPTER, EXERCISES, mistaken, on_hidden_inputs
from tests.autograder.feedback.test_hostile_text import ATTACKS
from tests.autograder.report.inert import assert_report_inert


def proven(mistake: str, kind: str, row: str = "    return -each.sum()") -> Verdict:
    column = len(row) - 3
    place = Place(7, column, len(row), row[column:], row, "bce")
    proof = Proof(kind, "passes", (place, place), "THE OLD", "THE NEW")
    return dataclasses.replace(mistaken("bce", mistake), proof=proof)


def class_of(verdicts: Sequence[Verdict]):
    results = [
        Result(Submission(f"s{number:02}", CHAPTER, name="Ada"), "graded", {"bce": verdict})
        for number, verdict in enumerate(verdicts)
    ]
    return gather(results, CHAPTER, EXERCISES)


def bce_of(verdicts: Sequence[Verdict]) -> ExerciseSummary:
    return next(item for item in items(class_of(verdicts)) if item.exercise.id == "bce")


def some() -> list[Verdict]:
    return [
        *(proven("sum", "reduction", f"    return -each{n * '0'}.sum()") for n in (3, 1, 2)),
        proven("sum", "factor"),
        proven("minus-missing", "sign"),
        proven("minus-missing", "sign"),
        mistaken("bce", "sum"),
    ]


def test_kinds_are_counted_the_most_frequent_first():
    item = bce_of(some())
    assert item.kinds == (("reduction", 3), ("sign", 2), ("factor", 1))
    assert (item.placed, item.failed) == (6, 7)


@pytest.mark.parametrize("order", [1, -1])
def test_the_sample_is_the_shortest_line_of_the_commonest_whoever_comes_first(order):
    sample = bce_of(some()[::order]).sample
    assert sample is not None
    assert (sample.mistake, sample.kind, sample.count) == ("sum", "reduction", 3)
    assert sample.proof.place.row == "    return -each0.sum()"


def test_what_only_hidden_inputs_show_counts_no_place():
    item = bce_of([on_hidden_inputs(proven("sum", "reduction"))])
    assert (item.kinds, item.sample) == ((), None)


def test_the_report_says_the_kinds_and_shows_the_line():
    page = render_report(class_of(some()))
    text = Reader(page).text
    assert "reduction 3, sign 2, factor 1. Found in 6 of 7." in text
    assert "The commonest, sum by reduction (3), such as return -each0.sum()" in text
    assert "<mark>m()</mark>" in page
    assert "THE NEW" not in page
    assert_report_inert(page)


def test_of_a_single_one_nobody_says_the_commonest():
    text = Reader(render_report(class_of([proven("sum", "missing-statement")]))).text
    assert "missing statement 1. Found in 1 of 1." in text
    assert "For example, sum by missing statement: return -each.sum()" in text


def test_without_places_nothing_is_said_of_them():
    assert "Where it went wrong" not in render_report(class_of([mistaken("bce", "sum")]))


def test_without_names_no_line_of_a_student_s_is_shown():
    """A comment in it may name somebody."""
    data = class_of([proven("sum", "reduction", "    return -each.sum()  # by Ada")])
    page = render_report(data, names=Pseudonyms(data.rows, "secret"))
    assert "reduction 1" in Reader(page).text
    assert "Ada" not in page and "each.sum" not in page


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_line_is_text(attack):
    assert_report_inert(render_report(class_of([proven("sum", "reduction", attack + "sum")])))
