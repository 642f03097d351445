"""Of one student's files the right one counts, and of no file it is told what to do."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from autograder.bundle import one_student
from autograder.bundle.github import classroom_result, inert
from autograder.bundle.gradescope import gradescope_results
from autograder.bundle.one_student import HostResult, broken_grader, grade_folder, limits_here
from autograder.bundle.prairielearn import LIMIT, prairielearn_results
from autograder.bundle.words import instructor_text, student_text
from autograder.sandbox import Sandbox
from tests.autograder.bundle import notebooks
from tests.autograder.bundle.imitation import CHAPTER

pytestmark = pytest.mark.sandbox

EMPTY_CELLS = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    (folder / ".secret-seed").write_text("0123456789abcdef")
    return folder


@pytest.fixture(scope="module", autouse=True)
def one_sandbox():
    """A warm sandbox for all of this module: the hosts have one for each submission."""
    with Sandbox(limits_here()) as sandbox, pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_student, "_sandbox", lambda limits, protection: (sandbox, ""))
        yield


def grade(course: Path, folder: Path, files: dict[str, bytes]) -> HostResult:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return grade_folder(folder, CHAPTER, course, "sandbox")


def zipped(name: str, data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr(name, data)
    return held.getvalue()


def test_none(course, tmp_path):
    found = grade(course, tmp_path, {})
    assert found.result.state == "missing" and not found.is_graded and not found.is_fault
    assert "No notebook (a file that ends in .ipynb) was found" in student_text(found)
    assert gradescope_results(found)["score"] == 0.0
    assert prairielearn_results(found)["gradable"] is False
    assert classroom_result(found)["status"] == "fail"


def test_a_pdf_instead(course, tmp_path):
    found = grade(course, tmp_path, {"homework.pdf": b"%PDF-1.4", ".DS_Store": b"x"})
    assert found.result.state == "unreadable"
    assert "homework.pdf: no notebook (.pdf)" in student_text(found)
    assert "Open your notebook of chapter 4 (04_logistic_regression)" in student_text(found)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (notebooks.BROKEN, "not valid JSON"),
        (EMPTY_CELLS, "the notebook has no cells"),
        (b"[1, 2]", "not a notebook"),
    ],
)
def test_a_file_that_is_no_notebook(course, tmp_path, data, says):
    found = grade(course, tmp_path, {"p.ipynb": data})
    assert found.result.state == "unreadable"
    assert says in student_text(found)


def test_another_chapters_notebook(course, tmp_path):
    found = grade(course, tmp_path, {f"{CHAPTER}.ipynb": notebooks.other_chapter()})
    assert found.result.state == "unreadable" and not found.is_graded
    said = student_text(found)
    assert "this is chapter 2 (02_autograd), not chapter 4" in said and "--chapter" not in said


def test_two_notebooks_the_one_of_the_chapter_counts_whatever_it_is_called(course, tmp_path):
    files = {"02_autograd.ipynb": notebooks.right(), f"{CHAPTER}.ipynb": notebooks.other_chapter()}
    found = grade(course, tmp_path, files)
    assert found.file == "02_autograd.ipynb" and found.result.score == 20
    assert "Graded: 02_autograd.ipynb" in student_text(found)


def test_two_notebooks_of_the_chapter_the_later_counts_and_that_is_said(course, tmp_path):
    files = {"p.ipynb": notebooks.wrong(), "p (1).ipynb": notebooks.right()}
    found = grade(course, tmp_path, files)
    assert found.file == "p (1).ipynb" and found.result.score == 20
    assert "2 files; the latest counts: p (1).ipynb" in student_text(found)


@pytest.mark.parametrize(
    "files",
    [
        lambda right: {"week 4/deep/er/p.ipynb": right, "notes.txt": b"hello"},
        lambda right: {"all.zip": zipped("p.ipynb", right)},
        lambda right: {"submission.json": right},
    ],
    ids=["folders", "zip", "json"],
)
def test_wherever_the_notebook_lies(course, tmp_path, files):
    found = grade(course, tmp_path, files(notebooks.right()))
    assert found.result.score == 20, student_text(found)


def test_in_a_repository_nothing_is_said_of_what_else_lies_there(course, tmp_path):
    (tmp_path / "README.md").write_text("hello")
    empty = grade_folder(tmp_path, CHAPTER, course, "sandbox", crowded=True)
    assert empty.result.state == "missing" and "README" not in student_text(empty)
    (tmp_path / "02_autograd.ipynb").write_bytes(notebooks.other_chapter())
    other = grade_folder(tmp_path, CHAPTER, course, "sandbox", crowded=True)
    assert "this is chapter 2" in student_text(other)
    (tmp_path / "p.ipynb").write_bytes(notebooks.right())
    both = grade_folder(tmp_path, CHAPTER, course, "sandbox", crowded=True)
    assert both.result.score == 20 and "02_autograd" not in student_text(both)


def test_a_link_is_not_followed(course, tmp_path):
    (tmp_path / "p.ipynb").symlink_to(course / ".secret-seed")
    found = grade(course, tmp_path, {})
    assert found.result.state == "unreadable"
    assert "symbolic link" in student_text(found)
    assert "0123456789abcdef" not in json.dumps(gradescope_results(found))


def test_a_fault_of_ours_is_never_a_zero_and_says_whose_it_is():
    found = broken_grader(CHAPTER, "the disk is full")
    assert found.is_fault and not found.is_graded
    told = prairielearn_results(found)
    assert told["gradable"] is False and "score" not in told
    assert "a grader error, not yours" in told["format_errors"][0] and "disk" not in str(told)
    assert "the disk is full" in instructor_text(found, version="1")


def test_a_students_words_are_plain_text_on_every_page(course, tmp_path):
    files = {"::error::<b>.ipynb": notebooks.answering("bce", notebooks.MARKUP)}
    found = grade(course, tmp_path, files)
    assert found.result.verdicts["bce"].state == "error"
    texts = [json.dumps(gradescope_results(found)), json.dumps(prairielearn_results(found))]
    for text in texts:
        assert "<script>" in text, "as text it may stand there: the hosts escape it"
        assert "\\u001b" not in text and "[U+001B]" in text
    handed = json.dumps(classroom_result(found), ensure_ascii=False)
    assert "notice title=Autograding report" in handed
    assert "::" not in handed and "##[" not in handed


def test_what_github_obeys_is_taken_apart():
    text = inert("::error::x\n##[debug]\na::b")
    assert "::" not in text and "##[" not in text
    assert text.replace("\u200b", "") == "::error::x\n##[debug]\na::b"


def test_results_that_are_too_long_for_prairielearn_are_cut(course, tmp_path, monkeypatch):
    found = grade(course, tmp_path, {"p.ipynb": notebooks.wrong()})
    monkeypatch.setattr("autograder.bundle.words.final_message", lambda *both: "x" * LIMIT)
    told = prairielearn_results(found)
    assert len(json.dumps(told)) < LIMIT and len(told["tests"]) == 8


def test_memory_is_less_than_the_container_has(tmp_path, monkeypatch):
    given = tmp_path / "memory.max"
    monkeypatch.setattr(one_student, "_MEMORY", (str(given),))
    for text, most in (("max\n", 4 << 30), (str(2 << 30), 1 << 30), ("1000", 512 << 20)):
        given.write_text(text)
        assert limits_here().memory == most
