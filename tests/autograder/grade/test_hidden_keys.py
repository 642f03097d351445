"""Hidden keys are made once for a course, and are the same as fresh ones."""

from __future__ import annotations

import pytest

from autograder import catalogue
from autograder.catalogue import chapter_of, find_entry, make_keys
from autograder.course.hidden_keys import hidden_keys, in_turn
from autograder.course.secret import HIDDEN_KEYS
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
