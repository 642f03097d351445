"""Flags, sorted by what a person has to do about them."""

from __future__ import annotations

import pytest

from autograder.report.class_data import StudentRow
from autograder.report.reasons import CONTAINED, ODD, REPAIRED, is_contained, reasons, sort_of


@pytest.mark.parametrize(
    ("flag", "kind"),
    [
        ("bce ended the process that ran it", CONTAINED),
        ("bce: It left with exit status 0.", CONTAINED),
        ("62 processes were still running at the end", CONTAINED),
        ("cell lr-train: It used more than 20 seconds and could not be interrupted.", CONTAINED),
        ("it left more files behind than are deleted: the worker was replaced", CONTAINED),
        ("cell x: outputs were left out, they are too many or malformed", CONTAINED),
        ("lr-train used up its time", ODD),
        ("the submission's time was used up", ODD),
        ("2 locked checks were changed; the released text counts: check-bce, check-lr-init", ODD),
        ("the cell of bce is missing", ODD),
        ("unreadable: the file is empty", ODD),
        ("a sentence that nobody has written yet", ODD),
        ("the cell of bce had lost its marks and was found by its text", REPAIRED),
        (
            "the cell of bce occurs 2 times, split or copied; all of them count, in their order",
            REPAIRED,
        ),
        ("the cell of bce is missing; another cell has its answer", REPAIRED),
        ("the cell of bce is as handed out; another cell has its answer", REPAIRED),
        ("the cell of w is missing; what stands in other cells has to be read by a person", ODD),
        (
            "the cell of w is as handed out; what stands in other cells has to be read by a person",
            ODD,
        ),
        ("1 locked cell was changed; the released text counts: given", REPAIRED),
        ("in the order of the student's own cells: bce", REPAIRED),
        ("3 added cells of text are shown in part: together they are too long; and more", REPAIRED),
        ("a picture in w is not shown: attach it to the cell, as a PNG of up to 4 MB", REPAIRED),
        ("2 files; the latest counts: x.ipynb", REPAIRED),
        ("it is not in UTF-8; it was read as Latin-1", REPAIRED),
        ("the LMS marks it as late", REPAIRED),
    ],
)
def test_every_flag_has_its_kind(flag, kind):
    assert sort_of(flag)[0] == kind
    assert is_contained(StudentRow("a", "", "flagged", flags=(flag,))) == (kind == CONTAINED)


def test_flags_of_one_sort_are_one_reason_and_count_students():
    lost = tuple(f"the cell of {x} had lost its marks and was found by its text" for x in "abc")
    rows = [
        StudentRow("a", "", "flagged", flags=lost),
        StudentRow("b", "", "flagged", flags=lost[:1]),
    ]
    (reason,) = reasons(rows)
    assert [row.student for row in reason.rows] == ["a", "b"]


def test_an_unknown_sentence_is_shown_as_it_is():
    (reason,) = reasons([StudentRow("a", "", "flagged", flags=("something new",))])
    assert reason.words == "something new"


def test_contained_comes_first_then_the_commonest():
    flags = ["it is not in UTF-8; it was read as Latin-1", "x used up its time", "odd", "odd"]
    rows = [StudentRow(str(n), "", "flagged", flags=(flag,)) for n, flag in enumerate(flags)]
    rows.append(StudentRow("9", "", "flagged", flags=("x ended the process that ran it",)))
    assert [(r.kind, len(r.rows)) for r in reasons(rows)] == [
        (CONTAINED, 1), (ODD, 2), (ODD, 1), (REPAIRED, 1),
    ]  # fmt: skip
