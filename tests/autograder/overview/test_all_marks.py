"""``marks --all``: every chapter's marks in one file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.autograder.cli.test_report_command import refusal, run
from tests.autograder.overview.courses import CHAPTERS, make_course

HEADER = "Student,ID,SIS Login ID,Section,Tensors (1),Autograd (2),Logistic regression (3)\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    root = make_course(tmp_path_factory.mktemp("marks") / "classroom").root
    (root / "sections.csv").write_text("id,section\nada,A\nben,B\n")
    return root


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))


def test_nbgrader_s_own_file_has_a_line_for_each_student_and_chapter(course, tmp_path):
    out = tmp_path / "all.csv"
    run("marks", course, "--lms", "nbgrader", "--all", "-o", out)
    found = rows(out)
    assert found[0][0] == "assignment" and len(found) == 1 + 3 * 5
    score = found[0].index("score")
    marks = {(row[0], row[1]): row[score] for row in found[1:]}
    assert [marks[chapter, "cem"] for chapter in CHAPTERS] == ["20", "", ""]
    assert [marks[chapter, "ada"] for chapter in CHAPTERS] == ["20", "20", "20"]


def test_canvas_s_export_gets_all_its_columns_filled(course, tmp_path):
    template, out = tmp_path / "export.csv", tmp_path / "all.csv"
    template.write_text(f"{HEADER}    Points Possible,,,,20,20,20\nAda Lovelace,1,ada,A,,7,\n")
    done = run("marks", course, "--lms", "canvas", "--all", "--template", template, "-o", out)
    assert rows(out)[2] == ["Ada Lovelace", "1", "ada", "A", "20", "20", "20"]
    assert "ada Ada Lovelace: 7 -> 20 in 02_autograd" in done.stdout
    assert "3 marks: 2 new, 0 unchanged, 1 changed." in done.stdout
    assert template.read_text().endswith(",,7,\n")


def test_a_section_s_file_has_its_students_alone(course, tmp_path):
    out = tmp_path / "b.csv"
    run("marks", course, "--lms", "nbgrader", "--all", "--section", "B", "-o", out)
    assert {row[1] for row in rows(out)[1:]} == {"ben"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--lms", "canvas", "--all"), "--all needs --template for canvas"),
        (("--lms", "nbgrader", "--all", "--chapter", CHAPTERS[0]), "exclude each other"),
        (("--lms", "nbgrader", "--all", "--assignment", "x"), "--assignment is one column"),
        (("--lms", "nbgrader"), "say which chapter, with --chapter"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_writes_nothing(course, tmp_path, words, said):
    out = tmp_path / "x.csv"
    assert said in refusal("marks", course, *words, "-o", out)
    assert not out.exists()
