"""Each student's own seeds: asked for once, kept, the same everywhere; else 0, 1, 2 for all."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils import demo, my_id, own_seeds, progress
from course_utils.core.seeds import LARGEST, MOST_SEEDS, SMALLEST, seeds_of
from course_utils.notebook import own_seeds as module
from course_utils.notebook import records
from course_utils.notebook import settings as settings_file
from course_utils.notebook.own_seeds import IdMissing
from tests.course_utils.shells import ipython, run

TOKEN = "0f" * 16
IDS = st.text(min_size=1, max_size=30)


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    new_session(monkeypatch)


def new_session(monkeypatch) -> None:
    """What a restart of the kernel leaves: the files."""
    monkeypatch.setattr(records, "_session", {})
    monkeypatch.setattr(records, "_student", [])


@pytest.fixture
def own(monkeypatch, tmp_path):
    """A copy of the course that gives each student seeds of his or her own."""
    path = tmp_path / "course.json"
    about = {"repository": "o/n", "branch": "main", "mode": "graded", "own_seeds": TOKEN}
    path.write_text(json.dumps(about))
    monkeypatch.setattr(settings_file, "COURSE_FILE", path)
    settings_file.course.cache_clear()
    yield
    settings_file.course.cache_clear()


@given(IDS, st.integers(1, MOST_SEEDS))
def test_a_students_seeds_are_always_the_same_and_none_twice(student, count):
    seeds = seeds_of(TOKEN, student, count)
    assert seeds == seeds_of(TOKEN, f"  {student} ", count)
    assert len(set(seeds)) == count
    assert all(SMALLEST <= seed <= LARGEST for seed in seeds)
    assert seeds_of(TOKEN, student, MOST_SEEDS)[:count] == seeds


@pytest.mark.parametrize("other", ["ADA.17", "ada-17", " ada17", "a/da_17", "ada１７"])
def test_an_id_has_the_same_seeds_however_a_list_or_a_folder_writes_it(other):
    assert seeds_of(TOKEN, other, 3) == seeds_of(TOKEN, "ada.17", 3)
    assert seeds_of(TOKEN, "-", 3) != seeds_of(TOKEN, "+", 3)


def test_two_students_and_two_courses_have_others():
    triples = [tuple(seeds_of(TOKEN, f"s{number}", 3)) for number in range(2_000)]
    assert len(set(triples)) == len(triples)
    others = [tuple(seeds_of("ab" * 16, f"s{number}", 3)) for number in range(2_000)]
    assert not set(triples) & set(others)


@pytest.mark.parametrize("count", [0, -1, MOST_SEEDS + 1, True, 2.0, "3", None])
def test_another_count_is_refused(count):
    with pytest.raises(ValueError, match="1 to 100"):
        seeds_of("", "ada", count)


def test_without_it_everybody_has_the_same_and_needs_no_id(capsys):
    assert own_seeds() == own_seeds(3) == [0, 1, 2]
    my_id("ada17")
    assert "the same for everybody" in capsys.readouterr().out
    assert not records.known().student


def test_a_cell_says_what_it_needs_and_runs_once_it_has_it(own, capsys, monkeypatch):
    with demo("adam"):
        own_seeds(3)
        raise AssertionError("not reached")
    said = capsys.readouterr().out
    assert 'my_id("…")' in said and "class list" in said
    my_id("ada17")
    seeds = seeds_of(TOKEN, "ada17", 3)
    assert ", ".join(map(str, seeds)) in capsys.readouterr().out
    with demo("adam"):
        assert own_seeds(3) == seeds
    new_session(monkeypatch)  # it outlives a restart, and what is learned since
    assert own_seeds(3) == seeds
    records.record_guess("p-decay", "A", False)
    assert json.loads(Path(records.FILE_NAME).read_text())["student"] == "ada17"
    my_id()
    assert "ada17" in capsys.readouterr().out


def test_who_typed_it_wrongly_types_it_again(own, capsys):
    for student in ("ada71", "ada17"):
        my_id(student)
    assert own_seeds(2) == seeds_of(TOKEN, "ada17", 2)


def test_a_number_is_an_id_too(own):
    my_id(17_230)
    assert own_seeds(3) == seeds_of(TOKEN, "17230", 3)


@pytest.mark.parametrize("wrong", ["", "  ", "…", "...", "a\x00b", "x" * 201, 1.5, True, ["ada"]])
def test_what_is_no_id_is_refused_and_forgets_nothing(own, capsys, wrong):
    my_id("ada17")
    capsys.readouterr()
    my_id(wrong)
    said = capsys.readouterr().out
    assert "class list" in said and "ada17" not in said
    assert own_seeds(1) == seeds_of(TOKEN, "ada17", 1)


def test_outside_a_demo_the_sentence_stands_alone(own, capsys):
    with pytest.raises(IdMissing, match=re.escape('my_id("…")')):
        own_seeds(3)
    with ipython() as shell:
        run(shell, "from course_utils import own_seeds\nown_seeds(3)")
    found = capsys.readouterr()
    shown = found.out + found.err
    assert "class list" in shown and "Traceback" not in shown


def test_it_travels_with_progress(own, monkeypatch, capsys):
    my_id("ada17")
    progress(save="drive.json")
    new_session(monkeypatch)
    Path(records.FILE_NAME).unlink()
    progress(load="drive.json")
    assert own_seeds(1) == seeds_of(TOKEN, "ada17", 1)
    # Another's file does not make this copy another's.
    Path("theirs.json").write_text('{"exercises": {}, "student": "bo"}')
    progress(load="theirs.json")
    assert own_seeds(1) == seeds_of(TOKEN, "ada17", 1)


@pytest.mark.parametrize("kept", ["7", "null", '["ada"]', '{"a": 1}'])
def test_a_damaged_entry_is_none(own, kept):
    Path(records.FILE_NAME).write_text(f'{{"exercises": {{}}, "student": {kept}}}')
    with pytest.raises(IdMissing):
        own_seeds(1)


def test_an_id_has_room_in_the_file_of_progress():
    from course_utils.notebook.record_file import MOST_TEXT

    assert module.MOST_ID <= MOST_TEXT
