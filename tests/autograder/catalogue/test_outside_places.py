"""The search for a place points where a teacher would point, in answers from outside.

``outside/*.toml`` says the lines. ``outside/known/*.toml`` lists the answers in which no place is
found, or one in another line, each with its reason:

    ["net--plain-list"]
    found = "nothing"          # or "elsewhere"
    why = "what the search lacks"

Those are searched in the slow lane alone, which asks for the end of a row that is out of date.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache

import pytest

from autograder.catalogue import find_entry
from autograder.grade.answer_setup import SETUP
from course_utils.core.place import Proof
from course_utils.diagnosis.limits import SearchLimits
from course_utils.diagnosis.search import find_proof
from tests.autograder.catalogue.test_outside import FOLDER, SAID, keys_of, verdict_on

# The machine may be busy: what is found must depend on it as little as possible.
LIMITS = SearchLimits(cpu=6.0, each=0.5, wall=90.0)

LINES = {name: frozenset(said["lines"]) for name, said in SAID.items() if "lines" in said}
BY_EXERCISE: dict[str, list[str]] = defaultdict(list)
for one in sorted(LINES):
    BY_EXERCISE[one.partition("--")[0]].append(one)


@cache
def known() -> dict[str, dict]:
    """What all lists say, by the answer's name."""
    said: dict[str, dict] = {}
    for path in sorted((FOLDER / "known").glob("*.toml")):
        said |= tomllib.loads(path.read_text(encoding="utf-8"))
    return said


@cache
def proof_for(name: str) -> Proof | None:
    """What the search finds for one answer by the visible cases, in the notebook's names."""
    entry = find_entry(name.partition("--")[0])
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    namespace: dict = {"__name__": "__main__"}
    exec(SETUP, namespace)
    exec(compile(text, name, "exec"), namespace)
    keys = keys_of(entry.id, "visible")
    verdict = verdict_on(entry, keys, namespace[entry.exercise.symbol])
    return find_proof(entry.exercise, keys, verdict, text, namespace, LIMITS)


def outcome(name: str) -> str:
    """``nothing``, ``elsewhere``, or ``there``: the first place is in a line that was wanted."""
    proof = proof_for(name)
    if proof is None:
        return "nothing"
    return "there" if proof.place.line in LINES[name] else "elsewhere"


def told(name: str) -> str:
    """One line to read: what was found, and what was wanted."""
    proof = proof_for(name)
    if proof is None:
        return f"{name}: no place; wanted {sorted(LINES[name])}"
    lines = [place.line for place in proof.places]
    edit = f"{proof.kind}, {proof.reach}: {proof.change!r}"
    return f"{name}: lines {lines}, wanted {sorted(LINES[name])} ({edit})"


# Every third exercise, so that a change is seen at once; all of them in the slow lane.
SOME = sorted(BY_EXERCISE)[::3]
REST = [exercise for exercise in sorted(BY_EXERCISE) if exercise not in SOME]


@pytest.mark.parametrize(
    "exercise", [*SOME, *(pytest.param(one, marks=pytest.mark.slow) for one in REST)]
)
def test_the_place_is_where_a_teacher_would_point(exercise):
    names = [name for name in BY_EXERCISE[exercise] if name not in known()]
    assert [told(name) for name in names if outcome(name) != "there"] == []


@pytest.mark.slow
@pytest.mark.parametrize("exercise", BY_EXERCISE)
def test_what_is_listed_is_as_it_is_listed(exercise):
    """A place that is found now is taken off the list; one that was none is never elsewhere."""
    names = [name for name in BY_EXERCISE[exercise] if name in known()]
    assert [told(name) for name in names if outcome(name) != known()[name]["found"]] == []


def test_three_of_four_answers_from_outside_have_their_place():
    listed = [name for name in LINES if name in known()]
    elsewhere = [name for name in listed if known()[name]["found"] == "elsewhere"]
    assert len(listed) < len(LINES) / 4
    assert len(elsewhere) < len(LINES) / 25


def test_what_is_listed_is_an_answer_and_has_its_reason():
    for name, said in known().items():
        assert name in LINES, name
        assert set(said) == {"found", "why"}, name
        assert said["found"] in {"nothing", "elsewhere"}, name
        assert said["why"], name
