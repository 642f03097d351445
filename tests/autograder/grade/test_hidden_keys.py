"""Hidden keys are made once for a course, and are the same as fresh ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder import catalogue
from autograder.catalogue import chapter_of, find_entry, make_keys
from autograder.course.hidden_keys import hidden_keys, in_turn, keys_to_begin_with
from autograder.course.secret import HIDDEN_KEYS
from autograder.files.paths import digest_of
from autograder.grade.judged import Judged, fresh
from course_utils.core.judge import judge
from course_utils.core.key import Keys, fingerprint
from course_utils.core.probing import run_probe

ENTRY = find_entry("bce")


def test_the_kept_ones_are_the_fresh_ones(tmp_path, monkeypatch):
    made = hidden_keys(ENTRY, "seed", tmp_path)
    monkeypatch.setattr(catalogue, "make_keys", None)  # nothing is made again
    kept = hidden_keys(ENTRY, "seed", tmp_path)
    assert fingerprint(kept) == fingerprint(made) == fingerprint(make_keys(ENTRY, "seed/bce"))


@pytest.mark.parametrize("exercise", ["softmax", "lr-train", "sgd"])
def test_kept_keys_give_every_wrong_answer_the_same_verdict(exercise, tmp_path):
    entry = find_entry(exercise)

    def verdicts(keys: Keys) -> list:
        found = []
        for _, wrong in entry.wrong[:12]:
            seen = [run_probe(entry.id, wrong.obj, case) for case in keys.cases]
            found.append((judge(entry.exercise, keys, seen).mistake, len(seen)))
        return found

    hidden_keys(entry, "seed", tmp_path)
    assert verdicts(hidden_keys(entry, "seed", tmp_path)) == verdicts(hidden_keys(entry, "seed"))


def test_nobody_else_can_read_them(tmp_path):
    hidden_keys(ENTRY, "seed", tmp_path)
    (file,) = (tmp_path / HIDDEN_KEYS).iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_damaged_file_is_made_anew_and_an_old_one_goes(tmp_path):
    made = hidden_keys(ENTRY, "seed", tmp_path)
    (file,) = (tmp_path / HIDDEN_KEYS).iterdir()
    file.write_bytes(file.read_bytes()[:100])
    assert fingerprint(hidden_keys(ENTRY, "seed", tmp_path)) == fingerprint(made)
    assert fingerprint(hidden_keys(ENTRY, "other", tmp_path)) != fingerprint(made)
    assert len(list((tmp_path / HIDDEN_KEYS).iterdir())) == 1


def test_a_folder_that_cannot_be_written_to_stops_nothing(tmp_path):
    (tmp_path / HIDDEN_KEYS).write_text("a file is in the way")
    assert hidden_keys(ENTRY, "seed", tmp_path).cases


def test_processes_begin_at_different_exercises_and_miss_none():
    entries = chapter_of("04_logistic_regression")
    assert {entry.id for entry in in_turn(entries)} == {entry.id for entry in entries}


def observed(judged: Judged, obj: object) -> list:
    return [run_probe(judged.exercise.id, obj, key.case) for key in judged.keys.keys]


@pytest.mark.parametrize("exercise", ["bce", "softmax"])
def test_a_right_answer_needs_no_known_mistake_and_a_wrong_one_gets_its_name(exercise, tmp_path):
    entry = find_entry(exercise)
    judged = fresh(entry, "seed", tmp_path)
    assert entry.right is not None and judged.complete is not None
    assert not any(key.wrong for key in judged.hidden.keys)
    assert judged.verdict(observed(judged, entry.right.obj)).state == "passed"
    assert not any("right" not in file.name for file in (tmp_path / HIDDEN_KEYS).iterdir())
    whole = replace(judged, hidden=judged.complete(), complete=None)
    for _, wrong in entry.wrong[:12]:
        seen = observed(judged, wrong.obj)
        assert judged.verdict(seen).to_json() == judge(judged.exercise, whole.keys, seen).to_json()
    # From then on they are kept, for every process and every later run.
    assert fresh(entry, "seed", tmp_path).complete is None
    kept = fingerprint(fresh(entry, "seed", tmp_path).hidden)
    assert kept == fingerprint(whole.hidden) != fingerprint(judged.hidden)


def test_what_right_answers_give_is_kept_too(tmp_path, monkeypatch):
    made, _ = keys_to_begin_with(ENTRY, "seed", tmp_path)
    monkeypatch.setattr(catalogue, "make_keys", None)
    kept, whole = keys_to_begin_with(ENTRY, "seed", tmp_path)
    assert not whole and fingerprint(kept) == fingerprint(made)


def test_a_mistake_that_is_new_makes_the_keys_anew(tmp_path):
    (tmp_path / "one.mistakes").write_text("sum: it is summed\n    | mean() → sum()\n")
    before = digest_of(tmp_path)
    (tmp_path / "one.mistakes").write_text("sum: it is summed\n    | mean() → sum(0)\n")
    assert digest_of(tmp_path) != before
