"""Of the wrong answers that are edits of the reference the search finds the place of the edit.

``places.toml`` lists those in which it finds none, or another one, with the reason; written anew by
``python benchmarks/places.py --style reference --table tests/autograder/catalogue/places.toml``.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from autograder.authoring.places import KnownPlace, Searched, known_places, search_in
from autograder.catalogue import Entry, catalogue, find_entry
from autograder.catalogue.cells import cell_of
from autograder.catalogue.edits import EditRefused, apply
from autograder.catalogue.entry import Implementation
from autograder.catalogue.pointed import lines_to_point_at
from course_utils.core.judge import first_difference
from course_utils.core.key import visible_keys
from course_utils.diagnosis.limits import SearchLimits

TABLE = tomllib.loads(Path(__file__).with_name("places.toml").read_text(encoding="utf-8"))
# A busy or slow machine shall not decide what is found: three times what a student's search gets.
LIMITS = SearchLimits(cpu=2.4, each=0.6, wall=30.0)
SAMPLE, PAIRS = 60, 12
MORE_PAIRS = 300


def listed(what: str) -> set[tuple[str, str]]:
    """The answers that the table lists as without place (``none``) or with another one."""
    return {
        (exercise, name)
        for answers in TABLE.get(what, {}).values()
        for exercise, names in answers.items()
        for name in names
    }


LISTED = listed("none") | listed("elsewhere")


@cache
def places_of(exercise: str) -> tuple[KnownPlace, ...]:
    return tuple(known_places([exercise], ["reference"]))


def told(place: KnownPlace, searched: Searched) -> str:
    found = searched.proof
    where = f"line {found.place.line}, {found.kind}: {found.change}" if found else "no place"
    return f"{place.exercise} {place.name} ({place.change}), line {sorted(place.lines)}: {where}"


def faults(places: list[KnownPlace]) -> list[str]:
    """The answers whose place is not found, and should be."""
    found = [(place, search_in(place, LIMITS)) for place in places]
    return [told(place, one) for place, one in found if one and not one.is_right]


@pytest.mark.thorough
def test_the_place_of_the_edit_is_found():
    places = [place for name in catalogue() for place in places_of(name)]
    known = [place for place in places if (place.exercise, place.name) not in LISTED]
    assert faults(random.Random(1).sample(known, SAMPLE)) == []


@pytest.mark.slow
@pytest.mark.parametrize("exercise", catalogue())
def test_the_place_of_every_edit_is_found(exercise):
    known = [p for p in places_of(exercise) if (exercise, p.name) not in LISTED]
    assert faults(known) == []


def test_no_more_than_one_place_in_twenty_is_another_one():
    total = sum(len(places_of(name)) for name in catalogue())
    found = total - len(listed("none"))
    assert len(listed("elsewhere")) <= 0.05 * found


def test_the_table_lists_what_there_is_with_a_reason():
    names = {(place.exercise, place.name) for name in catalogue() for place in places_of(name)}
    assert names >= LISTED
    assert set(TABLE) <= {"none", "elsewhere"}
    assert not listed("none") & listed("elsewhere")
    assert all(len(reason.split()) > 3 for what in TABLE.values() for reason in what)


# ----------------------------------------------------------------- two mistakes at once


def pairs_of(exercise: str, seed: int) -> Iterator[KnownPlace]:
    """Two mistakes at a time, with the lines of the one that shows first."""
    entry = find_entry(exercise)
    answers = [(m, one) for m, one in entry.wrong if one.written.edits and not one.written.base]
    found = [(a, b) for a, b in combinations(answers, 2) if a[0] != b[0]]
    random.Random(f"{seed}/{exercise}").shuffle(found)
    for one, other in found:
        if pair := pair_of(entry, one, other):
            yield pair


def pair_of(
    entry: Entry, one: tuple[str, Implementation], other: tuple[str, Implementation]
) -> KnownPlace | None:
    """The two edits in one answer; None where they overlap or need each other's text."""
    assert entry.right is not None
    mine, theirs = one[1].written.edits, other[1].written.edits
    try:
        # What differs from an answer with one of them alone is the other one.
        both, without_one, without_other = (
            cell_of(entry, apply(entry.right.source, edits))
            for edits in ((*mine, *theirs), theirs, mine)
        )
    except (EditRefused, SyntaxError):
        return None
    if both is None or without_one is None or without_other is None:
        return None
    lines = [lines_to_point_at(without_one, both), lines_to_point_at(without_other, both)]
    shows = [shows_at(entry, *one), shows_at(entry, *other)]
    if not all(lines) or lines[0] & lines[1]:
        return None
    # Where both show at once nobody can tell which is the first.
    meant = lines[0] | lines[1] if shows[0] == shows[1] else lines[shows.index(min(shows))]
    known = places_of(entry.id)[0]
    return replace(known, name=f"{one[1].name} and {other[1].name}", wrong=both, lines=meant)


def shows_at(entry: Entry, mistake: str, one: Implementation) -> tuple[int, int]:
    """The first case and item in which a mistake alone shows."""
    number = [found for m, found in entry.wrong if m == mistake].index(one)
    for place, key in enumerate(visible_keys(entry.id).keys):
        item = first_difference(key, key.wrong[mistake, number])
        if item is not None:
            seen, names = key.wrong[mistake, number], [*key.expected]
            unseen = (n for n, name in enumerate(names) if name not in seen)
            return place, names.index(item) if item in names else next(unseen, len(names))
    return len(visible_keys(entry.id).keys), 0


def found_of(pairs: list[KnownPlace]) -> tuple[int, list[str]]:
    """How many have a place, and those in which it is not the first mistake's."""
    searched = [(place, search_in(place, LIMITS)) for place in pairs]
    found = [(place, one) for place, one in searched if one and one.proof]
    return len(found), [told(place, one) for place, one in found if not one.is_right]


def some_pairs(count: int, seed: int) -> list[KnownPlace]:
    """So many pairs, from as many exercises as there are."""
    every = [pairs_of(exercise, seed) for exercise in catalogue()]
    found: list[KnownPlace] = []
    while len(found) < count:
        for pairs in every:
            found += [pair for pair in [next(pairs, None)] if pair]
    return found[:count]


@pytest.mark.thorough
def test_of_two_mistakes_at_once_the_first_one_s_place_is_found():
    found, other = found_of(some_pairs(PAIRS, 1))
    assert found >= PAIRS // 4
    assert len(other) <= 1, "\n".join(other)


@pytest.mark.slow
def test_of_many_pairs_too():
    found, other = found_of(some_pairs(MORE_PAIRS, 2))
    assert found >= MORE_PAIRS // 3
    assert len(other) <= 0.05 * found, "\n".join(other)
