"""A chapter that has submissions, and other cells than when it was first graded."""

from __future__ import annotations

import copy
import csv
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.cli.table import say_standing
from autograder.course.course import Course, ensure_assignment, follow_version
from autograder.course.journal import Journal, JournalWriter
from autograder.course.own_cells import answers_today, has_other_cells, most_of
from autograder.course.own_rows import has_cells_of_today, points_of_today
from autograder.grade.kept_verdicts import with_kept_verdicts
from autograder.grade.preview import preview
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from autograder.grade.travel import _doubt
from autograder.grade.worth import worth_of_releases
from autograder.marks.book import read_marks
from autograder.marks.fill import FillSettings
from autograder.marks.plain import new_plain
from autograder.rebuild.keep import RELEASES
from autograder.report.class_data import NOT_ASKED
from autograder.report.items import items
from autograder.report.write import class_data
from tests.autograder.grade.small_class import CHAPTER, copied, hand_in, marks, notebooks

pytestmark = pytest.mark.sandbox
OLD = "0.0.9+0ld0ld00"
GONE, NEW, DEARER = "an-earlier-one", "descend", "numerical-gradient"


def _as_if_made_before(course: Course, kind: str) -> None:
    """The gradebook of a version that lacked one cell of this kind and had another one."""
    with Gradebook(course.db_url, "gradients") as book:
        notebook = book.find_notebook(CHAPTER, CHAPTER)
        locked = {one.name for one in notebook.source_cells} - {
            one.name for one in (*notebook.grade_cells, *notebook.solution_cells)
        }
        if kind == "locked":
            next(one for one in notebook.source_cells if one.name in locked).name = GONE
        else:
            every = (*notebook.grade_cells, *notebook.solution_cells, *notebook.source_cells)
            for cell in every:
                cell.name = cell.name.replace("grad-at", GONE)
        book.db.commit()
    shutil.rmtree(course.root / "source")


def _names(course: Course) -> set[str]:
    with Gradebook(course.db_url, "gradients") as book:
        notebook = book.find_notebook(CHAPTER, CHAPTER)
        every = (*notebook.grade_cells, *notebook.solution_cells, *notebook.source_cells)
        return {one.name for one in every}


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow])]
)
def graded_before(request, begun, tmp_path) -> Path:
    """The course folder in which five are graded, with its gradebook in either database."""
    root = copied(begun, tmp_path)
    if request.param == "postgres":
        url = request.getfixturevalue("database")(f"cells_{id(request)}")
        (root / "gradebook.db").unlink()
        with (root / "nbgrader_config.py").open("a") as file:
            file.write(f"c.CourseDirectory.db_url = {url!r}\n")
        _graded(begun / "in", root)  # from the journal
    return root


def test_locked_cells_come_and_go_and_no_mark_changes(graded_before):
    course = Course(graded_before)
    before = marks(course.db_url)
    _as_if_made_before(course, "locked")
    ensure_assignment(course, CHAPTER)
    assert marks(course.db_url) == before
    assert GONE not in _names(course)


def test_exercises_come_and_go_and_every_mark_stays_until_nobody_has_one(graded_before):
    course = Course(graded_before)
    _as_if_made_before(course, "exercise")
    before = marks(course.db_url)
    assert any(f"check-{GONE}" in row for row in before)
    with Gradebook(course.db_url, "gradients") as book:
        assert not has_cells_of_today(book, CHAPTER)
        assert points_of_today(book, CHAPTER) == 20, "it does not follow yet: what it has counts"
    follow_version(course, CHAPTER)
    assert marks(course.db_url) == before, "no submission has got a row, none has lost one"
    assert {"grad-at", "check-grad-at", GONE, f"check-{GONE}"} <= _names(course)
    with Gradebook(course.db_url, "gradients") as book:
        assert book.find_assignment(CHAPTER).max_score == 22, "nbgrader adds up the cells of both"
        assert points_of_today(book, CHAPTER) == 20
        for one in book.assignment_submissions(CHAPTER):
            for row in [row for part in one.notebooks for row in (*part.grades, *part.comments)]:
                if GONE in row.cell.name:
                    book.db.delete(row)
        book.db.commit()
    shutil.rmtree(course.root / "source")
    ensure_assignment(course, CHAPTER)
    assert not any(GONE in name for name in _names(course))


def _give_out_before(course: Path) -> nbformat.NotebookNode:
    """Keep an earlier release: one exercise less, one under another name, one of other points."""
    (kept,) = [path for path in (course / RELEASES).iterdir() if path.is_dir()]
    old = kept.with_name(OLD)
    shutil.copytree(kept, old)
    about = json.loads((old / "release.json").read_text())
    (old / "release.json").write_text(json.dumps({**about, "release": OLD, "version": "0.0.9"}))
    exercises = json.loads((old / "exercises.json").read_text("utf-8"))
    exercises = [one for one in exercises if one["id"] != NEW]
    for one in exercises:
        if one["id"] == "grad-at":
            one["id"] = GONE
        if one["id"] == DEARER:
            one["parts"][0][1] += 2
    (old / "exercises.json").write_text(json.dumps(exercises), encoding="utf-8")
    path = old / "notebooks" / f"{CHAPTER}.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.metadata["workbook"]["release"] = OLD
    notebook.cells = _older(notebook.cells)
    nbformat.write(notebook, path)
    return notebook


def _older(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    kept = [copy.deepcopy(cell) for cell in cells if cell.id not in (NEW, f"check-{NEW}")]
    for cell in kept:
        if cell.id in ("grad-at", "check-grad-at"):
            cell.id = cell.metadata.nbgrader["grade_id"] = cell.id.replace("grad-at", GONE)
            cell.source = cell.source.replace("exercise: grad-at", f"exercise: {GONE}")
    return kept


def _graded(source: Path, course: Path, *, regrade: bool = False):
    request = Request(source, CHAPTER, course, workers=1, regrade=regrade)
    outcome = grade_class(request, lambda *a: None, lambda: ThreadPoolExecutor(1))
    say_standing(outcome, request)
    return {row.student: row for row in outcome.rows}


def _rows_of(course: Course, student: str) -> dict[str, tuple[float | None, float | None]]:
    with Gradebook(course.db_url, "gradients") as book:
        mine = book.find_submission(CHAPTER, student)
        return {
            grade.cell.name: (grade.auto_score, grade.manual_score)
            for part in mine.notebooks
            for grade in part.grades
        }


def _give(course: Course, student: str, points: float) -> None:
    with Gradebook(course.db_url, "gradients") as book:
        grade = book.find_grade(f"check-{GONE}", CHAPTER, CHAPTER, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()


def test_a_class_of_two_releases_is_graded_each_by_its_own(graded_before, tmp_path, capsys):
    root = graded_before
    course, made = Course(root), notebooks()
    before = marks(course.db_url)
    old = _give_out_before(root)
    right = nbformat.reads(made["right"], as_version=4)
    answered = {cell.id: cell.source for cell in _older(right.cells)}
    filled = copy.deepcopy(old)
    for cell in filled.cells:
        cell.source = answered.get(cell.id, cell.source)
    source = hand_in(tmp_path / "late", {"ora": nbformat.writes(filled), "ned": made["right"]})
    capsys.readouterr()
    found = _graded(source, root)
    said = " ".join(capsys.readouterr().out.split())
    assert "these and their points count there. Formgrader's tables have one set of cells" in said

    # The earlier release: without the new exercise, with its own points; one waits for a person.
    row, today = found["ora"], found["ned"]
    assert NEW not in row.marks and GONE not in row.marks and set(row.waits) == {GONE}
    assert row.marks[DEARER].max_score == today.marks[DEARER].max_score + 2
    worth_of_new = today.marks[NEW].max_score
    most = 20 + 2 - worth_of_new
    assert (row.standing.max_score, row.standing.total) == (most, None)
    assert today.standing.total == 20
    mine = _rows_of(course, "ora")
    assert mine[f"check-{GONE}"] == (None, None) and f"check-{NEW}" not in mine
    assert f"check-{GONE}" not in _rows_of(course, "ned")
    assert [one for one in marks(course.db_url) if one[0] not in ("ora", "ned")] == before

    # A person gives the points; every table says out of how much.
    _give(course, "ora", 2)
    book = read_marks(root, CHAPTER)
    assert book.points == 20 and book.by_student["ned"].most is None
    assert (book.by_student["ora"].score, book.by_student["ora"].most) == (most, most)
    plain = new_plain(book, FillSettings())
    lines = {one["student_id"]: one for one in csv.DictReader(plain.data.decode().splitlines())}
    assert float(lines["ora"]["max_score"]) == most and float(lines["ned"]["max_score"]) == 20
    (note,) = [one for one in plain.notes if "marked out of" in one]
    assert f"1 is marked out of {most:g} points" in note and OLD in note and "ora" in note
    data = class_data(course, CHAPTER)
    (ora,) = [one for one in data.rows if one.student == "ora"]
    states = dict(zip([one.id for one in data.exercises], ora.answers, strict=True))
    assert states[NEW].state == NOT_ASKED and not ora.is_open
    (item,) = [one for one in items(data) if one.exercise.id == NEW]
    assert item.answers == len(data.graded) - 1 and item.open == 0
    page = course.feedback_path("ora", CHAPTER).read_text("utf-8")
    assert GONE.replace("-", " ").capitalize() in page and f'id="{NEW}"' not in page

    # Today's notebook in its place: its own rows. The mark by hand comes back with its text.
    source = hand_in(tmp_path / "anew", {"ora": made["right"]})
    row = _graded(source, root)["ora"]
    assert (row.standing.total, row.standing.max_score) == (20, 20)
    assert not any(GONE in name for name in _rows_of(course, "ora"))
    row = _graded(tmp_path / "late", root, regrade=True)["ora"]
    assert (row.standing.total, row.standing.max_score) == (most, most)
    assert _rows_of(course, "ora")[f"check-{GONE}"] == (None, 2)

    # What a worker of a cluster says of such a file is believed, and no more than that.
    journal = Journal(course.journal_path(CHAPTER))
    result = journal.read(journal.index().latest["ora"])
    known = worth_of_releases(CHAPTER, root)
    assert has_other_cells(result) and most_of(result) == most
    assert _doubt(result, result.submission, known) == ""
    assert "other exercises" in _doubt(replace(result, to_read=()), result.submission, known)
    assert "other exercises" in _doubt(replace(result, release="x"), result.submission, known)

    # What was judged while it was an exercise stands for the same text, and for no other.
    verdict = replace(result.verdicts[DEARER], exercise=GONE, max_score=2.0)
    earlier = replace(result, verdicts={**result.verdicts, GONE: verdict}, to_read=())
    kept = with_kept_verdicts(result, lambda student: earlier)
    assert kept.verdicts[GONE] == verdict and not kept.to_read and most_of(kept) == most
    assert [one.code for one in kept.remarks if "exercise-" in one.code] == ["exercise-stands"]
    other = replace(earlier, texts={**earlier.texts, GONE: "another"})
    assert with_kept_verdicts(result, lambda student: other) == result

    # By a dry run, too, which looks into the journal and writes none.
    entry = journal.index().latest["ora"]
    with JournalWriter(journal.path) as writer:
        writer.append([(entry, earlier)])
    again = Request(tmp_path / "late", CHAPTER, root, workers=1, regrade=True)
    looked = preview(again, lambda *a: None, lambda: ThreadPoolExecutor(1))
    assert looked.changed == []
    assert NEW in answers_today(CHAPTER)
