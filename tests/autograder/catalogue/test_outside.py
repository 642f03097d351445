"""Answers that the catalogue does not know: verdict, points and name, whatever the secret.

``outside/`` holds one answer a file, ``EXERCISE--what.py``, and tables that say of each:

    ["gd-step--reshape-of-data"]
    passes = true              # or false
    points = 2                 # of a wrong one; a right one earns them all
    lines = [3, 4]             # of a wrong one: where a teacher would point, each as fit as the
                               # others; left out where no line can be said
    named = "some-mistake"     # of a wrong one; "" where nothing may be named; may be left out
    never = ["other-mistake"]  # what would not be true of it; may be left out

A name never depends on the secret, also where the table leaves it open. The tables
``places_*.toml`` are about the lines: their answers are wrong, whatever points that earns.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from autograder.authoring.limit import limited
from autograder.build.header import with_kinds
from autograder.catalogue import Entry, find_entry, run
from autograder.grade.answer_setup import SETUP
from course_utils.core.judge import judge
from course_utils.core.key import Keys
from course_utils.core.surroundings import capture_output, preserve_rng_state
from course_utils.core.verdict import Verdict
from tests.keys import VISIBLE, shared_keys

FOLDER = Path(__file__).parent / "outside"
SECRETS = ("outside 1", "outside 2")
MORE_SECRETS = ("outside 3", "outside 4", "outside 5")
FIELDS = {"passes", "points", "lines", "named", "never"}


def tables(pattern: str = "*.toml") -> dict[str, dict]:
    """What all tables say, by the answer's name."""
    said: dict[str, dict] = {}
    for path in sorted(FOLDER.glob(pattern)):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        assert not said.keys() & table.keys(), f"{path.name} repeats an answer"
        said.update(table)
    return said


SAID = tables()
PLACES = tables("places_*.toml")
BY_EXERCISE: dict[str, list[str]] = defaultdict(list)
for one in sorted(SAID):
    BY_EXERCISE[one.partition("--")[0]].append(one)

each_exercise = pytest.mark.parametrize("exercise", BY_EXERCISE)


def answer_of(name: str, entry: Entry) -> object:
    """The object that the file defines, in the names of the notebooks' set-up cell."""
    namespace: dict = {"__name__": "__main__"}
    exec(SETUP, namespace)
    path = FOLDER / f"{name}.py"
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), namespace)
    return namespace[entry.exercise.symbol]


def verdict_on(entry: Entry, keys: Keys, obj: object) -> Verdict:
    observed = []
    for case in keys.cases:
        with limited(), preserve_rng_state(), capture_output():
            observed.append(run(entry, obj, case))
    return judge(entry.exercise, keys, observed)


def faults(entry: Entry, name: str, verdicts: dict[str, Verdict]) -> list[str]:
    """What the table says and the verdicts do not."""
    said, full = SAID[name], entry.exercise.points
    found = []
    for secret, verdict in verdicts.items():
        points = full if said["passes"] else said.get("points", verdict.score)
        named = verdict.mistake or ""
        if (verdict.state == "passed") != said["passes"]:
            found.append(f"{secret}: {verdict.state}, named {named!r}, {verdict.difference}")
        elif verdict.score != points:
            found.append(f"{secret}: {verdict.score:g} of {full:g} points, {points:g} are due")
        if "named" in said and named != said["named"]:
            found.append(f"{secret}: named {named!r}, it is {said['named']!r}")
        if named in said.get("never", ()):
            found.append(f"{secret}: named {named!r}, which is not true of it")
    names = {verdict.mistake for verdict in verdicts.values()}
    if len(names) > 1:
        found.append(f"the name depends on the secret: {sorted(map(str, names))}")
    return [f"{name}: {fault}" for fault in found]


@cache
def keys_of(exercise: str, secret: str) -> Keys:
    entry = find_entry(exercise)
    keys = shared_keys(exercise, secret)
    return with_kinds(entry, keys) if secret == VISIBLE else keys


def judge_all(exercise: str, secrets: tuple[str, ...]) -> list[str]:
    entry = find_entry(exercise)
    found = []
    for name in BY_EXERCISE[exercise]:
        # As in grading, the file runs anew for each of them.
        verdicts = {
            secret: verdict_on(entry, keys_of(exercise, secret), answer_of(name, entry))
            for secret in (secrets[:2] if name in PLACES else secrets)
        }
        found += faults(entry, name, verdicts)
    return found


@each_exercise
def test_answers_from_outside_get_their_verdict_points_and_name(exercise):
    found = judge_all(exercise, (VISIBLE, *SECRETS))
    assert not found, "\n".join(found)


@pytest.mark.slow
@each_exercise
def test_it_is_the_same_with_more_secrets(exercise):
    found = judge_all(exercise, (VISIBLE, *SECRETS, *MORE_SECRETS))
    assert not found, "\n".join(found)


def test_every_answer_has_its_entry_and_every_entry_its_answer():
    assert {path.stem for path in FOLDER.glob("*.py")} == set(SAID)
    for name, said in SAID.items():
        entry = find_entry(name.partition("--")[0])
        assert set(said) <= FIELDS, name
        if said["passes"]:
            assert set(said) == {"passes"}, f"{name}: a right answer earns all points, unnamed"
        else:
            assert 0 <= said.get("points", 0) < entry.exercise.points, name
            assert "points" in said or name in PLACES, name
        length = len((FOLDER / f"{name}.py").read_text(encoding="utf-8").splitlines())
        lines = said.get("lines", [1])
        assert lines and lines == sorted({*lines} & {*range(1, length + 1)}), name
        known = {*entry.mistakes, ""}
        names = {*said.get("never", ()), *([said["named"]] if "named" in said else [])}
        odd = {one for one in names if one not in known and not one.startswith("general:")}
        # A mistake that is no longer in the catalogue cannot be said any more.
        assert not odd, f"{name}: the catalogue has no {odd}"
