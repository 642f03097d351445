"""Hints to the end, the place of the solution, the stub that comes back, progress in a file."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from datetime import date
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from autograder.build.released import course_text
from autograder.catalogue.entry import find_entry
from autograder.files.paths import NOTEBOOKS
from course_utils import NotAttempted, check, hint, progress, reset
from course_utils.core.exercise import exercises
from course_utils.core.verdict import Verdict
from course_utils.notebook import check as checks
from course_utils.notebook import hint as hints
from course_utils.notebook import records, settings
from course_utils.notebook.settings import CopySettings
from tests.course_utils.answers import right, wrong


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test; no nbgrader around."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(checks, "_repeats", {})
    monkeypatch.setattr(hints, "_shown", {})
    forget(monkeypatch)


def forget(monkeypatch) -> None:
    """As after a restart of the kernel."""
    monkeypatch.setattr(records, "_session", {})
    monkeypatch.setattr(records, "_guessed", {})


@pytest.fixture
def mode(monkeypatch):
    """A function that sets the one switch."""

    def choose(name: str) -> None:
        monkeypatch.setattr(settings, "course", lambda: CopySettings("owner/course", "main", name))

    return choose


# -------------------------------------------------------------------------- hints


def test_the_same_mistake_again_brings_the_next_step_each_time(capsys) -> None:
    exercise = find_entry("lr-backward").exercise
    answer = wrong("lr-backward", "missing-mean")
    said = []
    for _ in range(6):
        check("lr-backward", answer)
        said.append(capsys.readouterr().out)
    assert not any(step in said[0] for step in exercise.hints)
    assert exercise.hints[1] in said[1]
    assert "nearly the line" in said[2] and exercise.hints[2] not in said[2]
    assert 'Next: hint("lr-backward", 3)' in said[2]
    assert exercise.hints[2] in said[3]
    assert exercise.hints[2] not in said[4] and "you have read it" in said[4]
    assert len(set(said[:5])) == 5


def test_every_step_of_a_mistake_without_a_step_of_its_own_is_told_in_order(capsys) -> None:
    exercise = find_entry("bce").exercise
    said = []
    for _ in range(5):
        check("bce", lambda yhat, y: (yhat * 0.371 + y).sum())
        said.append(capsys.readouterr().out)
    told = [[step in text for step in exercise.hints].index(True) for text in (said[1], said[2])]
    assert told == [0, 1]
    assert exercise.hints[2] in said[4]


def test_hint_goes_on_where_a_check_has_stopped(capsys) -> None:
    answer = wrong("lr-backward", "missing-mean")
    check("lr-backward", answer)
    check("lr-backward", answer)
    capsys.readouterr()
    hint("lr-backward")
    assert "hint 3 of 3" in capsys.readouterr().out


def test_after_the_last_hint_a_self_learner_is_told_where_the_solution_stands(mode, capsys) -> None:
    mode("self-study")
    hint("bce", 2)
    assert "solution" not in capsys.readouterr().out
    hint("bce", 3)
    text = capsys.readouterr().out
    assert (
        "https://github.com/owner/course/blob/main/solutions/04_logistic_regression.ipynb" in text
    )
    assert "# exercise: bce" in text
    hint("bce")
    assert "04_logistic_regression.ipynb" in capsys.readouterr().out


def test_in_graded_use_no_hint_leads_to_a_solution(mode, capsys) -> None:
    mode("graded")
    hint("bce", 3)
    hint("bce")
    text = capsys.readouterr().out
    assert "solution" not in text and "github" not in text


def test_a_solution_that_lies_beside_the_notebooks_is_named_by_its_path(
    mode, tmp_path, monkeypatch, capsys
) -> None:
    mode("self-study")
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "04_logistic_regression.ipynb").write_text("{}")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    hint("bce", 3)
    text = capsys.readouterr().out
    assert "../solutions/04_logistic_regression.ipynb" in text and "https" not in text


def test_the_switch_is_one_setting_and_knows_two_words(tmp_path, monkeypatch) -> None:
    path = tmp_path / "course.json"
    monkeypatch.setattr(settings, "COURSE_FILE", path)
    for name in ("graded", "self-study"):
        path.write_text(course_text(name))
        settings.course.cache_clear()
        assert settings.course().mode == name
        assert settings.course().repository.count("/") == 1
    path.write_text("{")
    settings.course.cache_clear()
    assert settings.course().mode == "graded"
    settings.course.cache_clear()
    with pytest.raises(ValueError, match="self-study or graded"):
        course_text("exam")


# -------------------------------------------------------------------------- reset


@pytest.mark.parametrize("exercise_id", list(exercises()))
def test_every_exercise_gives_its_stub_back_and_no_more(exercise_id, capsys) -> None:
    reset(exercise_id)
    text = capsys.readouterr().out
    assert f"# exercise: {exercise_id}\n" in text
    assert "raise NotAttempted" in text
    assert "paste these lines" in text


def test_a_reset_of_an_unknown_exercise_lists_the_close_ones(capsys) -> None:
    reset("lr-bakward")
    assert "lr-backward" in capsys.readouterr().out


# ----------------------------------------------------------------------- progress


def test_progress_moves_from_one_machine_to_another_by_a_file(
    tmp_path, monkeypatch, capsys
) -> None:
    check("bce", right("bce"))
    progress(save="my.json")
    assert "Saved to my.json" in capsys.readouterr().out
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    forget(monkeypatch)
    check("lr-train", lambda model, x, y, steps: None)
    progress(load="../my.json")
    text = capsys.readouterr().out
    assert "Loaded ../my.json: 1 exercise changed." in text
    assert "✓ passed" in next(line for line in text.splitlines() if " bce " in line)
    forget(monkeypatch)
    assert records.records()["bce"].state == "passed"
    assert records.records()["lr-train"].state == "tried"


def test_of_two_results_the_better_is_kept_when_a_file_is_loaded(monkeypatch, capsys) -> None:
    check("bce", lambda yhat, y: yhat)
    progress(save="old.json")
    check("bce", right("bce"))
    progress(load="old.json")
    assert records.records()["bce"].state == "passed"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "There is no file my.json"),
        ("", "not a file that progress() wrote"),
        ("[]", "not a file that progress() wrote"),
        ('{"exercises": ' + "[" * 100_000, "not a file that progress() wrote"),
        ("x" * 1_000_001, "far too large"),
        ('{"exercises": {"bce": {"state": "PASSED"}}, "guesses": 3}', "0 exercises changed"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_told_in_one_sentence(content, words, capsys) -> None:
    check("lr-sigmoid", right("lr-sigmoid"))
    if content is not None:
        with open("my.json", "w", encoding="utf-8") as file:
            file.write(content)
    progress(load="my.json")
    text = capsys.readouterr().out
    assert words in text
    assert records.records()["lr-sigmoid"].state == "passed"


def test_progress_that_cannot_be_saved_says_so(capsys) -> None:
    progress(save="no/such/folder/my.json")
    assert "Nothing was saved to no/such/folder/my.json" in capsys.readouterr().out


@pytest.mark.parametrize("place", [5, ["my.json"], b"my.json", "my\0.json"])
def test_what_names_no_file_is_told(place, capsys) -> None:
    progress(save=place)
    progress(load=place)
    assert capsys.readouterr().out.count(f"{place!r} is not the name of a file") == 2


def test_a_name_that_is_too_long_is_told(capsys) -> None:
    progress(save="x" * 300)
    assert "Nothing was saved to xxx" in capsys.readouterr().out
    progress(load="x" * 300)
    assert "Nothing was loaded" in capsys.readouterr().out


def test_a_damaged_file_is_put_aside_and_never_written_over(capsys) -> None:
    with open(records.FILE_NAME, "w", encoding="utf-8") as file:
        file.write("half a fi")
    check("bce", right("bce"))
    with open(records.DAMAGED_NAME, encoding="utf-8") as file:
        assert file.read() == "half a fi"
    with open(records.FILE_NAME, encoding="utf-8") as file:
        assert json.load(file)["exercises"]["bce"]["state"] == "passed"


def test_progress_says_what_is_next(capsys) -> None:
    progress()
    first = next(iter(exercises()))
    assert f"Next: {first}," in capsys.readouterr().out
    check("bce", right("bce"))
    capsys.readouterr()
    progress()
    assert "Next: lr-backward," in capsys.readouterr().out
    check("lr-train", lambda model, x, y, steps: None)
    capsys.readouterr()
    progress()
    assert "Tried, not passed yet: lr-train," in capsys.readouterr().out


@pytest.mark.parametrize("name", [4, "04_logistic_regression", "logistic_regression", "4"])
def test_progress_of_one_chapter_shows_that_chapter_alone(name, capsys) -> None:
    progress(name)
    text = capsys.readouterr().out
    assert "lr-init" in text and "softmax" not in text


def test_an_unknown_chapter_is_told_with_those_there_are(capsys) -> None:
    progress(9)
    assert "There is no chapter 9; the chapters are 01_tensors" in capsys.readouterr().out


def test_progress_writes_nothing_while_nbgrader_runs(monkeypatch, capsys) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    try:
        check("bce", right("bce"))
    finally:
        assert os.listdir() == []


def bce(yhat, y):
    raise NotAttempted


def test_a_fresh_copy_run_from_top_to_bottom_takes_no_pass_away(capsys, monkeypatch) -> None:
    check("bce", right("bce"))
    forget(monkeypatch)
    capsys.readouterr()
    check("bce", bce)
    text = capsys.readouterr().out
    assert text.startswith("bce: still empty")
    assert "It passed before, and that still counts; the cell is empty now." in text
    forget(monkeypatch)
    progress()
    text = capsys.readouterr().out
    line = next(line for line in text.splitlines() if line.split()[:1] == ["bce"])
    assert "✓ passed before; the cell is empty now" in line
    assert "2 of 2" in line and "1 check" in line
    assert "1 of 8" in text


def test_what_was_loaded_is_not_undone_by_the_next_run(capsys, monkeypatch, tmp_path) -> None:
    check("bce", right("bce"))
    progress(save="my.json")
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    forget(monkeypatch)
    check("bce", bce)
    progress(load="../my.json")
    check("bce", bce)
    assert records.records()["bce"].state == "passed"
    forget(monkeypatch)
    day = date.today().isoformat()
    assert records.records()["bce"] == records.Record("passed", 2.0, 1, "empty", 1, day)


def test_checks_over_stubs_are_no_tries_and_begin_no_chapter(capsys) -> None:
    for _ in range(3):
        check("bce", bce)
    capsys.readouterr()
    progress()
    text = capsys.readouterr().out
    assert "lr-init" not in text.split("Next")[0]
    assert not os.path.exists(records.FILE_NAME)
    check("bce", lambda yhat, y: 1)
    check("bce", bce)
    capsys.readouterr()
    progress(4)
    line = next(li for li in capsys.readouterr().out.splitlines() if li.split()[:1] == ["bce"])
    assert "→ tried" in line and line.endswith("1 check")


def test_a_wrong_answer_after_a_pass_is_told_beside_it(capsys) -> None:
    for answer in (right("bce"), lambda yhat, y: 1):
        check("bce", answer)
    capsys.readouterr()
    progress(4)
    assert "✓ passed before; not as it is now" in capsys.readouterr().out
    check("bce", right("bce"))
    capsys.readouterr()
    progress(4)
    assert "before" not in capsys.readouterr().out


def test_the_order_is_the_notebooks(capsys) -> None:
    progress(2)
    rows = [line.split()[0] for line in capsys.readouterr().out.splitlines() if "○" in line]
    notebook = nbformat.read(NOTEBOOKS / "02_autograd.ipynb", 4)
    assert rows == [cell.id for cell in notebook.cells if cell.id in exercises()]


VERDICTS = [
    Verdict("bce", state, 2.0, {"all": points} if points else {})
    for state, points in (("passed", 2.0), ("wrong", 0.0), ("wrong", 1.0), ("error", 0.0))
]


class Folder:
    """A folder in which kernels come and go, and files are loaded."""

    def __init__(self) -> None:
        self.kernels: list[dict] = [{}, {}]

    def act(self, what: tuple[str, int]) -> None:
        name, number = what
        records._session = self.kernels[number % 2]
        if name == "check":
            records.record(VERDICTS[number])
        elif name == "stub":
            records.record(Verdict("bce", "not_attempted", 2.0), written=False)
        elif name == "restart":
            self.kernels[number % 2] = records._session = {}
        elif name == "save":
            records.write_records(Path("saved.json"), records.known())
        elif name == "copy":
            records.keep_copy(Path("saved.json"))
        elif name == "load" and Path("saved.json").exists():
            records.merge_records(records.read_records(Path("saved.json")))


NAMES = ["check", "check", "stub", "restart", "save", "copy", "load"]
ACTS = st.tuples(st.sampled_from(NAMES), st.integers(0, 3))


@given(st.lists(ACTS, max_size=12))
@settings_of(max_examples=60, deadline=None)
def test_nothing_that_was_earned_is_ever_lost(acts) -> None:
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        session, folder = records._session, Folder()
        best = (0, 0.0)
        tries = 0
        try:
            for act in acts:
                folder.act(act)
                entry = records.records().get("bce", records.Record())
                now = (records.RANK[entry.state], entry.points)
                assert now >= best
                best = now
                tries += act[0] == "check"
                assert entry.checks <= tries
        finally:
            records._session = session
