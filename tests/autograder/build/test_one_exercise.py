"""`build bce`: one exercise's keys, in seconds, and nobody else's."""

from __future__ import annotations

import shutil

import pytest

from autograder.build import builder, header
from autograder.build.keyfiles import is_current
from autograder.catalogue import find_entry
from autograder.files.paths import NOTEBOOKS
from course_utils.core.exercise import EXERCISES_FILE, KEYS_FOLDER, START

EXERCISE, OTHER = "bce", "lr-forward"
CHAPTER = "04_logistic_regression"


@pytest.fixture
def keys(tmp_path, monkeypatch):
    """A folder of keys in which two files are cut off; what else is built is written nowhere."""
    folder = tmp_path / "keys"
    shutil.copytree(KEYS_FOLDER, folder)
    for name in (EXERCISE, OTHER):
        (folder / f"{name}.safetensors").write_bytes(b"cut off")
    monkeypatch.setattr(builder, "KEYS_FOLDER", folder)
    return folder


@pytest.fixture
def built(monkeypatch) -> dict[str, str | bytes]:
    """What a build writes, by the file's name, instead of writing it."""
    contents: dict[str, str | bytes] = {}

    def write(path, content, report):
        contents[path.name] = content

    monkeypatch.setattr(builder, "_write", write)
    monkeypatch.setattr(builder, "execute", lambda notebook: notebook)
    return contents


@pytest.fixture
def made(monkeypatch) -> set[str]:
    """The exercises whose keys were asked for."""
    ids: set[str] = set()
    whole = header.fresh_visible_keys

    def visible_keys(exercise_id):
        ids.add(exercise_id)
        return whole(exercise_id)

    monkeypatch.setattr(builder, "fresh_visible_keys", visible_keys)
    monkeypatch.setattr(header, "fresh_visible_keys", visible_keys)
    return ids


def test_only_this_exercises_keys_are_made_and_written(keys, built, made):
    builder.build(exercises=[EXERCISE])
    assert made == {EXERCISE}
    assert [name for name in built if name.endswith(".safetensors")] == [f"{EXERCISE}.safetensors"]
    (keys / f"{EXERCISE}.safetensors").write_bytes(built[f"{EXERCISE}.safetensors"])
    assert is_current(keys / f"{EXERCISE}.safetensors", header.fresh_visible_keys(EXERCISE))
    assert (keys / f"{OTHER}.safetensors").read_bytes() == b"cut off"


def test_the_start_pages_key_is_made_with_all_the_others(keys, built, monkeypatch):
    (keys / "warm-up.safetensors").write_bytes(b"cut off")
    monkeypatch.setattr(builder, "catalogue", lambda: {EXERCISE: find_entry(EXERCISE)})
    builder.build(exercises=[EXERCISE])  # as the command does, which names every exercise
    assert "warm-up.safetensors" in built


def test_what_holds_all_exercises_is_what_a_whole_build_makes(keys, built):
    builder.build(exercises=[EXERCISE])
    # The committed files are a whole build's: another test holds them to that.
    for path in (NOTEBOOKS / f"{CHAPTER}.ipynb", EXERCISES_FILE):
        assert built[path.name] == path.read_text("utf-8")
    assert {name for name in built if name.endswith(".ipynb")} == {
        f"{CHAPTER}.ipynb",
        f"{START}.ipynb",
    }


def test_an_exercises_own_help_box_is_made_anew(keys, built, monkeypatch):
    entry = builder.find_entry(EXERCISE)
    monkeypatch.setattr(builder, "helps", lambda asked: [("a symptom", f"why {asked.id}")])
    builder.build(exercises=[EXERCISE])
    assert '"why bce"' in built["exercises.json"]
    assert f"why {OTHER}" not in built["exercises.json"]
    assert f"<dd>why {entry.id}</dd>" in built[f"{CHAPTER}.ipynb"]


def test_without_the_last_builds_file_all_help_boxes_are_made(keys, built, tmp_path, monkeypatch):
    monkeypatch.setattr(builder, "helps", lambda asked: [("a symptom", f"why {asked.id}")])
    monkeypatch.setattr(builder, "EXERCISES_FILE", tmp_path / "exercises.json")
    builder.build(exercises=[EXERCISE])
    assert all(f'"why {name}"' in built["exercises.json"] for name in builder.catalogue())
