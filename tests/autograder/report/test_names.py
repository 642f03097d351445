"""Pseudonyms: stable, and nothing of a name or an id beside them."""

from __future__ import annotations

import re
import time

import pytest

from autograder.report.class_data import StudentRow
from autograder.report.names import Pseudonyms, Real
from autograder.submission.remark import Remark

PEOPLE = [
    StudentRow("60449", "Oluwaseun Park", "graded"),
    StudentRow("ada.lovelace", "Ada Lovelace", "graded"),
    StudentRow("김-77", "하늘 김", "graded"),
    StudentRow("o-1", "Siobhán O'Connor", "graded"),
]


def test_a_pseudonym_is_the_same_in_every_report_of_a_course():
    first = Pseudonyms(PEOPLE, "seed")
    later = Pseudonyms([StudentRow("new", "New Person", "graded"), *reversed(PEOPLE)], "seed")
    other = Pseudonyms(PEOPLE, "another course")
    for row in PEOPLE:
        assert first.of(row) == later.of(row) != other.of(row)
        assert re.fullmatch(r"student [A-Z2-7]{5}", first.of(row))


def test_every_one_of_thousands_has_a_pseudonym_of_its_own():
    rows = [StudentRow(str(number), "", "graded") for number in range(20_000)]
    names = Pseudonyms(rows, "seed")
    assert len({names.of(row) for row in rows}) == len(rows)


def test_names_and_ids_are_taken_out_of_sentences():
    names = Pseudonyms(PEOPLE, "seed")
    for text in (
        "2 files; the latest counts: parkoluwaseun_60449_802080_04_x-1.ipynb",
        "equal to what ada.lovelace handed in",
        "equal to what Ada Lovelace, 60449 handed in",
        "the folder is LOVELACE's (Ada)",
        "same as 하늘김 and 김하늘",
        "from o-1 / O'Connor",
    ):
        told = names.clean(text)
        for part in (
            "60449",
            "ada",
            "lovelace",
            "oluwaseun",
            "park",
            "하늘",
            "김",
            "connor",
            "o-1",
        ):
            assert part not in told.casefold(), (text, told)


def test_other_words_stay():
    text = "the cell of lr-init had lost its metadata and was found by its text"
    assert Pseudonyms(PEOPLE, "seed").clean(text) == text
    own = Remark("foreign-notebook").in_file("x.ipynb")
    assert own.text == "x.ipynb: a notebook with no cell of this course in it"
    assert Real().group(own) == "a notebook with no cell of this course in it"


def test_fields_that_name_somebody_are_left_out_whatever_stands_in_them():
    names = Pseudonyms(PEOPLE, "seed")
    pdf = Remark("no-notebook", ending=".pdf").in_file("my report, for you.pdf")
    report = Remark("unreadable", reasons=(pdf,))
    assert report.without_names("[…]").text == "unreadable: […]: no notebook (.pdf)"
    # Nor is a file's name a reason of its own where reasons are counted.
    assert names.group(report) == Real().group(report) == "unreadable: no notebook (.pdf)"
    other = Remark("ambiguous-name", name="the other one", students=("7", "8"))
    assert names.group(other) == (
        "the roster has more than one […] ([…]): say which of them handed in this file"
    )
    check = Remark("picture-not-shown", cell="bce").in_cell("bce")
    assert names.group(check) == check.group


@pytest.mark.parametrize("text", ["a", ".", "a.", ".zip", "x.ipynb(", "é", "\u200b", "\ud800"])
def test_no_text_keeps_the_search_for_names_busy(text):
    before = time.process_time()
    Pseudonyms(PEOPLE, "seed").clean(text * (400_000 // len(text)))
    assert time.process_time() - before < 3
