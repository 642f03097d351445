"""A large class: whose a file is, is looked up; nobody goes through everybody."""

from __future__ import annotations

import random

import pytest

from autograder.collect import roster as module
from autograder.collect.roster import Person, Roster

WORDS = ["Ann", "Bo", "Ann-Marie", "Li", "Wei", "Van", "Der", "Berg", "김", "철수", "Ångström", "X"]


@pytest.fixture(scope="module")
def people():
    rng = random.Random(3)
    names = [" ".join(rng.sample(WORDS, rng.randint(1, 3))) for _ in range(300)]
    return tuple(Person(f"id-{n}", name) for n, name in enumerate([*names, "", ",", "Li, Bo"]))


def test_who_is_named_within_a_files_name_is_who_would_be_found_one_by_one(people):
    roster, rng = Roster(people), random.Random(4)
    several = 0
    for _ in range(400):
        text = rng.choice("_- .").join(rng.sample([*WORDS, "hw", "final"], rng.randint(1, 5)))
        keys = {module.name_key(word) for word in module.re.split(r"[\s_.,;+()-]+", text) if word}
        one_by_one = [p for p in people if module._words(p.name) and module._words(p.name) <= keys]
        assert roster.within(text) == one_by_one
        several += len(one_by_one) > 1
    assert several > 20, "else the order says nothing"


def test_looking_for_a_name_goes_through_nobody(people, monkeypatch):
    roster, seen = Roster(people), []
    monkeypatch.setattr(module, "_words", lambda name: seen.append(name) or set())
    assert roster.within("hw of Bo, final")
    assert seen == []
