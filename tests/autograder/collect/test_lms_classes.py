"""Three hundred students in each LMS's shape, with every disorder, and nothing lost."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter

import pytest
from typer.testing import CliRunner

from autograder.collect.collect import collect
from autograder.collect.intake import Intake, dry_run, prepare
from autograder.submission.remark import texts
from tests.autograder.collect.lms_class import CHAPTER, SHAPES, make_class


@pytest.fixture(scope="module", params=SHAPES)
def made(request, tmp_path_factory):
    """A class of 300, and what collecting says of it."""
    folder = tmp_path_factory.mktemp(request.param)
    made = make_class(folder, request.param)
    collected = dry_run(made.source, CHAPTER, folder / "course", Intake(made.roster))
    return request.param, made, collected


def by_student(collected):
    return {submission.student: submission for submission in collected.submissions}


def stranger_of(made, collected, student):
    """The id that somebody got who is on no roster."""
    shape, made_class, _ = made
    if shape == "moodle":
        return next(s for s in by_student(collected) if "_" in s and s not in made_class.kinds)
    return student


def test_every_file_ends_where_it_must(made):
    shape, made_class, collected = made
    found = {file.path: (file.use, file.student) for file in collected.files}
    assert len(found) == len(collected.files), "a file is listed twice"
    assert found.keys() == made_class.fates.keys()
    for path, (fate, student) in made_class.fates.items():
        if student in made_class.strangers and shape == "moodle":
            assert found[path][0] == fate, path
        else:
            assert found[path] == (fate, student), path


def test_the_layout_is_recognised(made):
    shape, _, collected = made
    assert collected.layout == shape


def test_every_student_of_the_roster_has_a_line(made):
    _, made_class, collected = made
    found = by_student(collected)
    expected = set(made_class.kinds) - made_class.strangers
    assert expected <= set(found)
    assert len(found) == 300, "one for each, strangers included"
    absent = {s for s, submission in found.items() if not submission.file and not submission.fault}
    assert absent == made_class.of_kind("nothing")


def test_what_is_no_notebook_of_the_chapter_is_named_and_not_graded(made):
    _, made_class, collected = made
    found = by_student(collected)
    for kind, words in (
        ("wrong chapter", "this is chapter 2 (02_autograd)"),
        ("pdf", "answers.pdf: no notebook (.pdf)"),
        ("script", "hw.py: no notebook (.py)"),
        ("broken zip", "cannot be unpacked"),
    ):
        assert made_class.of_kind(kind)
        for student in made_class.of_kind(kind):
            assert words in found[student].fault and not found[student].file


def test_what_is_odd_is_flagged_and_graded(made):
    _, made_class, collected = made
    found = by_student(collected)
    for kind, words in (
        ("two chapters", "this is chapter 2"),
        ("twin", "the same file, byte for byte, as that of"),
    ):
        for student in made_class.of_kind(kind):
            assert found[student].file and any(words in note.text for note in found[student].flags)
    for student in made_class.of_kind("attempts"):
        # Handing in again is what an LMS is for: good to know, and nothing to look at.
        assert found[student].file and not found[student].flags
        assert any("2 files; the latest counts" in told.text for told in found[student].information)
    for student in made_class.of_kind("zip") | made_class.of_kind("copy"):
        assert found[student].file and not found[student].flags


def test_who_is_not_on_the_roster_is_graded_and_flagged(made):
    _, made_class, collected = made
    strangers = [s for s in collected.submissions if "not on the roster" in texts(s.flags)]
    assert len(strangers) == len(made_class.strangers) == 15
    assert all(submission.file for submission in strangers)


def test_the_lmss_own_mark_makes_late(made):
    shape, made_class, collected = made
    late = {file.student for file in collected.files if file.late}
    assert late == (made_class.of_kind("late") if shape in ("canvas", "moodle") else set())


@pytest.mark.parametrize("shape", SHAPES)
def test_the_real_run_writes_what_the_dry_run_said(shape, tmp_path):
    made_class = make_class(tmp_path, shape, size=40)
    course = tmp_path / "course"
    planned = dry_run(made_class.source, CHAPTER, course, Intake(made_class.roster))
    assert not course.exists()
    ready = prepare(Intake(made_class.roster))
    collected = collect(made_class.source, CHAPTER, course, ready.roster, ready.options)
    assert collected.files == planned.files
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in course.rglob("*")}
    dry_run(made_class.source, CHAPTER, course, Intake(made_class.roster, due="2020-01-01"))
    assert {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in course.rglob("*")} == before
    with zipfile.ZipFile(made_class.source) as archive:
        flat = {i.filename: archive.read(i) for i in archive.infolist()}
    placed: Counter[str] = Counter()
    for file in (*course.glob("submitted/*/*/*"), *course.glob("attempts/*/*/*")):
        placed[hashlib.sha256(file.read_bytes()).hexdigest()] += 1
    for file in collected.files:
        if file.use in ("graded", "attempt") and file.path in flat:
            assert placed[hashlib.sha256(flat[file.path]).hexdigest()], file.path
    counts = Counter(file.use for file in collected.files)
    assert sum(placed.values()) == counts["graded"] + counts["attempt"]


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.parametrize("shape", ["canvas", "moodle"])
def test_the_one_command_grades_the_class_and_the_marks_go_back(shape, tmp_path):
    from autograder.cli.app import app

    made = make_class(tmp_path, shape)
    course, out = tmp_path / "course", tmp_path / "marks.csv"
    words = ["--roster", str(made.roster), "--course", str(course)]
    runner = CliRunner()
    graded = runner.invoke(app, ["grade", str(made.source), *words, "--json"])
    assert graded.exit_code == 1, graded.output
    lines = [json.loads(line) for line in graded.stdout.splitlines() if line.startswith("{")]
    results = {line["submission"]["student"]: line for line in lines}
    assert len(results) == 300
    for student in made.of_kind("plain"):
        scores = [v["score"] for v in results[student]["verdicts"]]
        assert sum(scores) == (18 if student.endswith("7") else 20)
    for kind in ("wrong chapter", "pdf", "script", "empty", "broken zip"):
        assert {results[s]["state"] for s in made.of_kind(kind)} == {"unreadable"}
    assert {results[s]["state"] for s in made.of_kind("nothing")} == {"missing"}
    back = runner.invoke(
        app,
        ["marks", str(course), "--lms", shape, "--template", str(made.roster), "-o", str(out)],
    )
    assert back.exit_code == 1 and out.exists(), back.output
    assert f"{300 - 15 * 7} marks" in back.output, back.output
