"""Flags, sorted by what a person has to do about them."""

from __future__ import annotations

import pytest

from autograder.report.class_data import StudentRow
from autograder.report.reasons import REPAIRED, STOPPED, WORTH_A_LOOK, is_contained, reasons
from autograder.submission.remark import Remark

MANY = Remark("check-changed", count=2, cells=("check-bce", "check-lr-init"))
WORDS = Remark("missing-to-read", cell="w")
OF_TEXT = Remark("found-by-text", cell="bce")
EMPTY = Remark("unreadable", reasons=(Remark("empty-file"),))


@pytest.mark.parametrize(
    ("flag", "section"),
    [
        (Remark("ended-process", exercise="bce"), STOPPED),
        (Remark("exit-status", status=0).in_exercise("bce"), STOPPED),
        (Remark("processes-left"), STOPPED),
        (Remark("not-interrupted", seconds=20.0).in_cell("lr-train"), STOPPED),
        (Remark("files-left"), STOPPED),
        (Remark("outputs-left-out").in_cell("x"), STOPPED),
        (Remark("timed-out", exercise="lr-train"), WORTH_A_LOOK),
        (Remark("time-spent"), WORTH_A_LOOK),
        (MANY, WORTH_A_LOOK),
        (Remark("cell-missing", cell="bce"), WORTH_A_LOOK),
        (EMPTY, WORTH_A_LOOK),
        (Remark("earlier", text="a sentence of an earlier version"), WORTH_A_LOOK),
        (OF_TEXT, REPAIRED),
        (Remark("cell-repeated", cell="bce", count=2), REPAIRED),
        (Remark("missing-but-answered", cell="bce"), REPAIRED),
        (Remark("untouched-but-answered", cell="bce"), REPAIRED),
        (WORDS, WORTH_A_LOOK),
        (Remark("untouched-to-read", cell="w"), WORTH_A_LOOK),
        (Remark("cell-changed", count=1, cells=("given",)), REPAIRED),
        (Remark("in-own-order", exercises=("bce",)), REPAIRED),
        (Remark("added-words-cut", count=3), REPAIRED),
        (Remark("picture-not-shown", cell="w"), REPAIRED),
        (Remark("latin-1"), REPAIRED),
        (Remark("late-by-lms"), REPAIRED),
    ],
)
def test_every_flag_has_its_section(flag, section):
    row = StudentRow("a", "", "flagged", flags=(flag,))
    assert [reason.section for reason in reasons([row])] == [section]
    assert is_contained(row) == (section == STOPPED)


def test_flags_of_one_sort_are_one_reason_and_count_students():
    lost = tuple(Remark("found-by-text", cell=cell) for cell in "abc")
    rows = [
        StudentRow("a", "", "flagged", flags=lost),
        StudentRow("b", "", "flagged", flags=lost[:1]),
    ]
    (reason,) = reasons(rows)
    assert [row.student for row in reason.rows] == ["a", "b"]


def test_a_remark_that_stands_for_itself_is_shown_as_it_is():
    earlier = Remark("earlier", text="something new")
    (reason,) = reasons([StudentRow("a", "", "flagged", flags=(earlier,))])
    assert reason.words == "something new"


def test_a_file_that_cannot_be_read_counts_by_its_first_reason():
    chapter = Remark("only-other-chapter", number=2, chapter="02_autograd", asked=4, wanted="04_x")
    flags = [
        Remark("unreadable", reasons=(chapter.in_file(f"{name}.ipynb"), Remark("empty-file")))
        for name in "ab"
    ]
    rows = [StudentRow(str(n), "", "unreadable", flags=(flag,)) for n, flag in enumerate(flags)]
    (reason,) = reasons(rows)
    assert reason.words == "another chapter's notebook was handed in" and len(reason.rows) == 2


def test_what_was_stopped_comes_first_then_the_commonest():
    odd = Remark("earlier", text="odd")
    flags = [Remark("latin-1"), Remark("timed-out", exercise="x"), odd, odd]
    rows = [StudentRow(str(n), "", "flagged", flags=(flag,)) for n, flag in enumerate(flags)]
    rows.append(StudentRow("9", "", "flagged", flags=(Remark("ended-process", exercise="x"),)))
    assert [(r.section, len(r.rows)) for r in reasons(rows)] == [
        (STOPPED, 1), (WORTH_A_LOOK, 2), (WORTH_A_LOOK, 1), (REPAIRED, 1),
    ]  # fmt: skip
