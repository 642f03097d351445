"""The sample class: what is planned of a submission is true of its file."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import nbformat
import pytest

from autograder.build.trial import namespace_of
from autograder.catalogue import catalogue, chapter_of, find_entry, run
from autograder.collect.collect import collect, read_roster
from autograder.demo import Planned, make_class
from autograder.demo.answers import WrittenAnswer, answers, released_stubs
from autograder.demo.files import fill
from autograder.demo.sample_class import ROSTER, SUBMISSIONS
from autograder.errors import Refused
from autograder.rebuild.rebuilt import Unreadable, rebuild
from course_utils.core.judge import judge
from course_utils.core.key import visible_keys
from course_utils.core.verdict import Verdict

CHAPTER = "04_logistic_regression"
LARGE = 640  # enough for every mistake


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("class")


@pytest.fixture(scope="module")
def planned(folder: Path) -> list[Planned]:
    return make_class(folder)


@pytest.fixture(scope="module")
def handed_in(folder: Path, planned: list[Planned]) -> dict[str, bytes]:
    return members(folder)


def members(folder: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(folder / SUBMISSIONS) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def verdict_of(exercise: str, namespace: Mapping) -> Verdict:
    """By the visible keys, each case with the random state that the keys were made with."""
    entry, keys = find_entry(exercise), visible_keys(exercise)
    obj = namespace[entry.exercise.symbol]
    return judge(entry.exercise, keys, [run(entry, obj, case) for case in keys.cases])


def verdicts(data: bytes) -> dict[str, Verdict]:
    namespace = namespace_of(nbformat.reads(data.decode(), 4))
    return {entry.id: verdict_of(entry.id, namespace) for entry in chapter_of(CHAPTER)}


# ----------------------------------------------------------------------- the files


def test_the_class_has_at_least_forty_files_and_all_names_differ(planned, handed_in):
    files = [entry.file for entry in planned if entry.file]
    assert len(files) >= 40
    assert len(set(files)) == len(files)
    assert list(handed_in) == files


def test_every_student_is_on_the_roster_once(folder, planned):
    with (folder / ROSTER).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted((row["id"], row["name"]) for row in rows) == sorted(
        {(entry.student, entry.name) for entry in planned}
    )
    assert len({row["id"] for row in rows}) == len({row["name"] for row in rows}) == len(rows)


def test_names_are_of_many_scripts_and_one_is_very_long(planned, handed_in):
    assert any(entry.name.isascii() for entry in planned)
    assert sum(not entry.name.isascii() for entry in planned) > 10
    assert max(len(entry.name) for entry in planned) > 80
    assert max(len(name.encode()) for name in handed_in) < 255


def test_files_are_notebooks_unless_they_are_planned_to_be_unreadable(planned, handed_in):
    for entry in planned:
        data = handed_in.get(entry.file)
        if entry.state == "unreadable":
            with pytest.raises(ValueError):
                json.loads(data)
        elif entry.what == "saved as Latin-1":
            with pytest.raises(UnicodeDecodeError):
                data.decode()
            nbformat.validate(nbformat.reads(data.decode("latin-1"), 4))
        elif data is not None:
            nbformat.validate(nbformat.reads(data.decode(), 4))


def test_equal_seeds_make_equal_files_and_others_do_not(folder, planned, tmp_path):
    assert make_class(tmp_path) == planned
    assert (tmp_path / SUBMISSIONS).read_bytes() == (folder / SUBMISSIONS).read_bytes()
    assert (tmp_path / ROSTER).read_bytes() == (folder / ROSTER).read_bytes()
    assert make_class(tmp_path, seed=1) != planned


def test_a_chapter_without_a_sample_class_is_refused(tmp_path):
    with pytest.raises(Refused, match="no sample class"):
        make_class(tmp_path, "99_nothing")


# --------------------------------------------------------------------- what is planned


def test_every_planned_mistake_is_in_the_catalogue(planned):
    known = {(e.id, mistake) for e in catalogue().values() for mistake in e.mistakes}
    mistakes = {(e.exercise, e.mistake) for e in planned if e.mistake is not None}
    assert mistakes <= known
    assert len(mistakes) >= 25
    assert {exercise for exercise, _ in mistakes} == {e.id for e in chapter_of(CHAPTER)}


def test_planned_right_submissions_pass_everywhere(planned, handed_in):
    right = [entry for entry in planned if entry.kind == "right"]
    assert len(right) >= 10
    for entry in right:
        found = verdicts(handed_in[entry.file])
        assert {v.state for v in found.values()} == {"passed"}, (entry.what, found)
        assert entry.score == sum(v.score for v in found.values())


def test_planned_mistakes_are_named_and_nothing_else_is_lost(planned, handed_in):
    for entry in (e for e in planned if e.kind == "mistake"):
        found = verdicts(handed_in[entry.file])
        wrong = {name: v.mistake for name, v in found.items() if v.state != "passed"}
        assert wrong == {entry.exercise: entry.mistake}, entry.what
        assert entry.score == sum(v.score for v in found.values()), entry.what


def test_unfinished_work_earns_what_is_done(planned, handed_in):
    for entry in planned:
        if entry.what in ("the released notebook, untouched", "the first half is done"):
            found = verdicts(handed_in[entry.file])
            assert {v.state for v in found.values()} <= {"passed", "not_attempted"}
            assert entry.score == sum(v.score for v in found.values())


def test_a_syntax_error_stands_in_one_cell_alone(planned, handed_in):
    entry = next(e for e in planned if "syntax error" in e.what)
    broken = []
    for cell in nbformat.reads(handed_in[entry.file].decode(), 4).cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            try:
                compile(cell.source, cell.id, "exec")
            except SyntaxError:
                broken.append(cell.id)
    assert broken == ["lr-sigmoid"]


def test_hostile_cells_are_python_and_carry_their_exercise(planned, handed_in):
    hostile = [e for e in planned if e.kind == "hostile" and "retyped" not in e.what]
    assert len(hostile) >= 8
    ids = {entry.id for entry in chapter_of(CHAPTER)}
    for entry in hostile:
        for cell in nbformat.reads(handed_in[entry.file].decode(), 4).cells:
            if cell.id in ids:
                compile(cell.source, cell.id, "exec")
                assert cell.source.startswith(f"# exercise: {cell.id}\n"), entry.what


# ------------------------------------------------- the same, seen by collecting and repair


def test_the_collector_finds_every_student_and_the_last_attempt(folder, planned, tmp_path):
    collected = collect(folder / SUBMISSIONS, CHAPTER, tmp_path, read_roster(folder / ROSTER))
    data = members(folder)
    by_student = {submission.student: submission for submission in collected.submissions}
    assert set(by_student) == {entry.student for entry in planned}
    for entry in (e for e in planned if e.counts):
        submission = by_student[entry.student]
        assert bool(submission.file) == bool(entry.file), entry.what
        if entry.file:
            assert (tmp_path / submission.file).read_bytes() == data[entry.file], entry.what
    earlier = [entry for entry in planned if not entry.counts]
    assert [by_student[entry.student].information != () for entry in earlier] == [True]


def test_damaged_files_are_repaired_and_flagged_or_unreadable(planned, handed_in):
    notebook = released_stubs(CHAPTER)
    damaged = [e for e in planned if e.kind == "damaged" or "retyped" in e.what]
    assert len(damaged) >= 5
    for entry in damaged:
        if entry.state == "unreadable":
            with pytest.raises(Unreadable):
                rebuild(handed_in[entry.file], notebook)
            continue
        rebuilt = rebuild(handed_in[entry.file], notebook)
        assert rebuilt.remarks, entry.what
        points = sum(
            e.exercise.points for e in chapter_of(CHAPTER) if e.id not in rebuilt.untouched
        )
        assert points == entry.score, entry.what
        checks = [c for c in rebuilt.notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]
        assert max(cell.metadata.nbgrader.points for cell in checks) < 10, entry.what


# ------------------------------------------------------------------------ larger classes


def test_a_larger_class_has_the_size_asked_for_and_every_mistake_that_fits_a_cell(tmp_path):
    planned = make_class(tmp_path, size=LARGE)
    assert len({entry.student for entry in planned}) == LARGE
    files = members(tmp_path).values()
    assert len(set(files)) == len(files), "equal ones would be told as copies"
    assert len({entry.name for entry in planned}) == LARGE
    assert len(members(tmp_path)) == len({e.file for e in planned if e.file})
    found = {(e.exercise, e.mistake) for e in planned if e.mistake}
    assert found == {(answer.exercise, answer.mistake) for answer in all_wrong()}


@cache
def all_wrong() -> list[WrittenAnswer]:
    return [answer for found in answers(CHAPTER).values() for answer in found.wrong]


def test_nearly_every_mistake_of_the_catalogue_fits_a_cell():
    known = sum(len(entry.mistakes) for entry in chapter_of(CHAPTER))
    assert len(all_wrong()) >= 0.95 * known


def test_every_retyped_mistake_is_named():
    stubs = released_stubs(CHAPTER)
    own = {name: found.own.text for name, found in answers(CHAPTER).items()}
    parameters = {
        name: next((a.text for a in found.right if a.parameters), own[name])
        for name, found in answers(CHAPTER).items()
    }
    for answer in all_wrong():
        cells = {**(parameters if answer.parameters else own), answer.exercise: answer.text}
        verdict = verdict_of(answer.exercise, namespace_of(fill(stubs, cells)))
        assert verdict.mistake == answer.mistake, answer.text
        assert verdict.score == answer.score, answer.text


def test_right_answers_in_any_mixture_pass(tmp_path):
    planned = make_class(tmp_path, size=200, seed=5)
    data = members(tmp_path)
    for entry in [e for e in planned if e.kind == "right"][:40]:
        states = {v.state for v in verdicts(data[entry.file]).values()}
        assert states == {"passed"}, entry.what
