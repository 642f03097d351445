"""Whole submissions that attack, as one class with good ones, through all of `autograder grade`."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.catalogue import find_entry
from autograder.cli import table
from autograder.course.rows import row_of
from autograder.grade.examiner import Examiner
from autograder.grade.judged import fresh
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from autograder.submission.remark import texts
from autograder.submission.result import Result, Submission
from tests.autograder.feedback.reading import HARMLESS
from tests.hostile.conftest import LIMITS, Graded
from tests.hostile.maker import CHAPTER, RIGHT, SUBMISSIONS, Attack, attack_files, headers, points

pytestmark = pytest.mark.sandbox

HEADERS = {file: headers(file.read_text(encoding="utf-8")) for file in attack_files()}
FILES = [f for f, h in HEADERS.items() if "Slow" not in h and not h["State"].startswith("absent")]
ABSENT = [f for f, h in HEADERS.items() if h["State"].startswith("absent")]
GOOD = (RIGHT, "mm-mistake", "zz-right", "zz-stub")
MIB = 1 << 20


def of_file(graded: Graded, file: Path) -> tuple[Attack, Result]:
    attack = next(attack for attack in graded.attacks.values() if attack.file == file)
    return attack, graded.results[attack.student]


def outputs_of(result: Result) -> list[tuple[str, dict]]:
    """Every output of the rebuilt notebook, with its cell's id; the checks' own ones not."""
    cells = json.loads(result.notebook)["cells"] if result.notebook else []
    return [
        (cell["id"], output)
        for cell in cells
        for output in cell.get("outputs", [])
        if not cell["id"].startswith("check-")
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_attack_gets_what_it_earned_and_no_more(file: Path, graded: Graded) -> None:
    attack, result = of_file(graded, file)
    told = (
        result.state,
        texts(result.flags),
        {v.exercise: v.state for v in result.verdicts.values()},
    )
    assert result.state in attack.states, told
    for words in attack.says:
        assert any(words in flag.text for flag in result.flags), told
    for exercise, worth in points().items():
        earned = 0 if exercise in attack.loses else worth
        assert result.verdicts[exercise].score == earned, (exercise, told)
    if attack.score is None:
        assert result.flags, "no mark, and no reason"
    else:
        assert result.score == attack.score


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_attack_reads_nothing_and_has_no_typo(file: Path, graded: Graded) -> None:
    attack, result = of_file(graded, file)
    for cell_id, output in outputs_of(result):
        assert "STOLEN" not in json.dumps(output), (cell_id, output)
        if file.parent.name == "cells" and cell_id == attack.exercise:
            # An attack that falls over its own feet proves nothing.
            slips = {"NameError", "SyntaxError", "ImportError", "AttributeError", "TypeError"}
            slips |= {"ModuleNotFoundError", "IndentationError"}
            assert output.get("ename") not in slips - {HEADERS[file].get("Raises")}, output


def test_every_student_has_one_result_and_nobody_else_has(graded: Graded) -> None:
    absent = {attack.student for attack in graded.attacks.values() if attack.file in ABSENT}
    assert set(graded.results) == set(graded.attacks) - absent
    assert len(FILES) > 120


@pytest.mark.parametrize("file", ABSENT, ids=lambda file: file.stem)
def test_what_is_nobody_s_is_named_and_read_by_nobody(file: Path, graded: Graded) -> None:
    attack = next(attack for attack in graded.attacks.values() if attack.file == file)
    assert any(attack.student in note for note in graded.notes), graded.notes


@pytest.mark.parametrize("student", GOOD)
def test_the_good_ones_are_graded_as_if_they_were_alone(student: str, graded: Graded) -> None:
    attack, result = graded.attacks[student], graded.results[student]
    data = (graded.folder / "in" / student / f"{CHAPTER}.ipynb").read_bytes()
    examiner = Examiner(CHAPTER, graded.course.secret(), limits=LIMITS)
    try:
        alone = examiner.grade_bytes(Submission(student, CHAPTER), data)
    finally:
        examiner.close()
    assert (result.state, result.score, result.flags) == ("graded", attack.score, ())
    assert {name: v.to_json() for name, v in result.verdicts.items()} == {
        name: v.to_json() for name, v in alone.verdicts.items()
    }
    assert result.notebook == alone.notebook
    assert result.code == alone.code


def test_nobody_called_home(graded: Graded) -> None:
    called, graded.called[:] = list(graded.called), []
    assert called == []


def test_nothing_was_left_outside_of_the_course_folder(graded: Graded) -> None:
    for folder in (graded.folder, Path("/tmp"), Path("/dev/shm"), Path.cwd()):
        assert not list(folder.glob("*EVIL*")) and not list(folder.glob("carried"))
    assert not [p for p in graded.course.root.rglob("*") if p.is_symlink()]
    assert not Path("/tmp/.ipython/profile_default/startup/sitecustomize.py").exists()


def test_the_supervisor_stays_small(graded: Graded) -> None:
    """A hundred megabytes of outputs pass through it, and what would be four gigabytes."""
    assert graded.resident < 1200 * MIB, f"{graded.resident / MIB:.0f} MiB"


def test_the_gradebook_holds_each_mark_and_no_zero_for_what_was_not_graded(graded: Graded) -> None:
    with Gradebook(graded.course.db_url, "gradients") as book:
        assert {student.id for student in book.students} == set(graded.results)
        for student, result in graded.results.items():
            if result.state == "missing":
                continue
            submission = book.find_submission(CHAPTER, student)
            assert submission.max_score == sum(points().values())
            grades = [g for n in submission.notebooks for g in n.grades]
            if result.state == "unreadable":
                assert {grade.auto_score for grade in grades} == {None}
                assert submission.needs_manual_grade
            else:
                assert submission.score == result.score


def test_no_hidden_input_comes_out_in_anything_that_is_kept(graded: Graded) -> None:
    hidden = fresh(find_entry("bce"), graded.course.secret()).hidden
    traces = set()
    for case in hidden.cases:
        for values in (case["yhat"].flatten().tolist(), case["yhat"][:, :1].flatten().tolist()):
            traces.add(repr(values)[1:40] if len(values) > 1 else f"[[{values[0]}]]")
            if len(values) > 1:
                traces.add("_".join(f"{value:.4f}"[2:] for value in values[:3]))
    kept = [*(graded.course.root / "journal").rglob("*")]
    kept += graded.course.root.glob("feedback/h-carry*/**/*.html")
    kept += graded.course.root.glob("autograded/h-carry*/**/*.ipynb")
    kept += graded.course.root.glob("gradebook.db*")
    kept = [path for path in kept if path.is_file()]
    assert len(kept) >= 10
    for path in kept:
        text = path.read_bytes().decode("utf-8", "replace")
        assert not [trace for trace in traces if trace in text], path
    assert "77" not in " ".join(texts(graded.results["h-carry-out-by-status"].flags))


def test_feedback_pages_hold_no_script_and_no_link_of_a_students(graded: Graded) -> None:
    pages = list(graded.course.root.glob("feedback/**/*.html"))
    assert len(pages) >= len(FILES)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        tags = re.findall(r"<[a-zA-Z][^>]*>", text)
        assert not [t for t in tags if re.match(r"<(script|iframe|img|object|embed)\b", t)]
        # The page's own: links within itself, the form of a request, and its bar.
        leads = [re.match(r'<a href="([^"]*)"', t) for t in tags if re.match(r"<a\b", t)]
        assert all(link and HARMLESS.fullmatch(link[1]) for link in leads), leads
        assert not [t for t in tags if re.match(r'<svg\b(?! class="bar")', t)]
        assert not [t for t in tags if re.search(r"\son\w+\s*=|javascript:", t, re.IGNORECASE)]
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_rebuilt_notebooks_hold_nothing_that_runs_when_they_are_opened(graded: Graded) -> None:
    for result in graded.results.values():
        for cell_id, output in outputs_of(result):
            kinds = set(output.get("data", {}))
            assert kinds <= {"text/plain", "image/png"}, (result.submission.student, cell_id)


def test_the_terminal_obeys_nobody(graded: Graded, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=160, color_system="standard")
    monkeypatch.setattr(table, "console", console)
    table.results_table([row_of(result) for result in graded.results.values()])
    text = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())  # the table's own colours
    assert "EVIL" in text, "the names and flags must be in it"
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_no_id_begins_a_formula_and_no_id_is_a_path(graded: Graded) -> None:
    with sqlite3.connect(graded.course.root / "gradebook.db") as book:
        ids = [row[0] for row in book.execute("select id from student")]
    assert len(ids) == len(graded.results)
    for student in ids:
        assert student[0] not in "=+-@\t\r" and "/" not in student and student.isprintable()


def test_a_second_run_grades_nothing_again_and_changes_nothing(graded: Graded) -> None:
    request = Request(graded.folder / "in", CHAPTER, graded.course.root, workers=1, limits=LIMITS)
    outcome = grade_class(request, lambda done, total, result: None)
    assert outcome.executed == 0
    assert {row.student for row in outcome.rows} == set(graded.results)
    assert outcome.reused + outcome.shared == len(graded.results)
    for row in outcome.rows:
        before = graded.results[row.student]
        assert (row.state, row.score) == (before.state, before.score)


def test_every_file_says_what_it_tries_and_what_must_come_of_it() -> None:
    for file in attack_files():
        header = headers(file.read_text(encoding="utf-8"))
        assert {"Tries", "Loses", "State"} <= set(header), file
        assert ("Cell" in header) == (file.parent == SUBMISSIONS / "cells"), file
