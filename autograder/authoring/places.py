"""Known wrong answers as a student's cell, with the lines where they went wrong.

What the search for a place (:mod:`course_utils.diagnosis`) is measured by: the catalogue's
wrong answers as they are, and the same edits made in its other right answers.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any

from autograder.authoring.limit import limited
from autograder.catalogue import Entry, find_entry
from autograder.catalogue.cells import cell_of, names_beyond, wants_parameters
from autograder.catalogue.code_text import source_of
from autograder.catalogue.edits import EditRefused, apply
from autograder.catalogue.entry import Implementation
from autograder.catalogue.mistakes_file import WrongAnswer
from autograder.catalogue.pointed import likeness, lines_to_point_at
from autograder.grade.answer_setup import SETUP
from course_utils.core.key import visible_keys
from course_utils.core.place import Proof
from course_utils.core.probing import Interrupted, find_probe
from course_utils.core.surroundings import capture_output
from course_utils.core.verdict import Verdict
from course_utils.diagnosis.limits import SearchLimits
from course_utils.diagnosis.search import find_proof
from course_utils.notebook.check import visible_verdict

STYLES = ("reference", "other", "carried", "written")
"""Edits of the reference, edits of another right answer, edits of the reference that are made in
another right answer, and what is written out and no edit."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A wrong answer, and where a teacher would point in it.

    Attributes:
        exercise, mistake: their ids.
        name: the answer's; where it is carried, with the right answer's name behind it.
        style: one of :data:`STYLES`.
        wrong: the cell as a student would have written it.
        right: the cell that it differs from in few places.
        lines: those of the wrong cell where it went wrong, from 1.
        given: the class that the cell puts a method into, as the catalogue names it; or empty.
        change: the edits as the catalogue writes them; empty where it is no edit.
    """

    exercise: str
    mistake: str
    name: str
    style: str
    wrong: str
    right: str
    lines: frozenset[int]
    given: str = ""
    change: str = ""

    @property
    def is_edit(self) -> bool:
        """Whether it is written down as edits of the right answer."""
        return self.style != "written"


def known_places(
    exercises: Collection[str], styles: Collection[str] = STYLES
) -> Iterator[KnownPlace]:
    """The wrong answers of these exercises that can stand in a cell, each text once."""
    for exercise in exercises:
        seen: set[str] = set()
        for place in _places(find_entry(exercise)):
            if place.wrong not in seen and place.style in styles:
                seen.add(place.wrong)
                yield place


def _places(entry: Entry) -> Iterator[KnownPlace]:
    assert entry.right is not None
    rights = {one.name: one for one in (entry.right, *entry.alternatives, *entry.variants)}
    for mistake, one in entry.wrong:
        answer = one.written
        if answer.edits:
            style, base = "other" if answer.base else "reference", answer.base or entry.right.name
        else:
            style, base = "written", _nearest(rights, one.source)
        pair = (one.source, rights[base].source)
        yield from _place(entry, mistake, one.name, style, pair, answer)
    carried = [(mistake, one) for mistake, one in entry.wrong if one.written.edits]
    for mistake, one in carried:
        unknown = _new_names(entry.right.source, one.source)
        for other in rights.values() if not one.written.base else ():
            name = f"{one.name} in {other.name}"
            for pair in _carried(other.source, one.written, unknown):
                yield from _place(entry, mistake, name, "carried", pair, one.written)


def _carried(right: str, answer: WrongAnswer, unknown: set[str]) -> Iterator[tuple[str, str]]:
    """Another right answer with the edits made in it, where they mean the same there."""
    with suppress(EditRefused, SyntaxError):
        wrong = apply(right, answer.edits)
        if _new_names(right, wrong) <= unknown:
            yield wrong, right


def _new_names(right: str, wrong: str) -> set[str]:
    """The names that the wrong answer uses and nobody gives it, unless the right one does too."""
    return names_beyond(wrong) - names_beyond(right)


def _place(
    entry: Entry, mistake: str, name: str, style: str, pair: tuple[str, str], answer: WrongAnswer
) -> Iterator[KnownPlace]:
    """The place, if both the wrong and the right source can stand in the exercise's cell."""
    wrong, right = (cell_of(entry, source) for source in pair)
    if wrong is None or right is None or wrong == right:
        return
    methods = find_probe(entry.id).wants == "method"
    given = ("ParameterLR" if wants_parameters(pair[0]) else "LR") if methods else ""
    change = " ; ".join(map(str, answer.edits))
    lines = lines_to_point_at(right, wrong)
    yield KnownPlace(entry.id, mistake, name, style, wrong, right, lines, given, change)


def _nearest(rights: dict[str, Implementation], wrong: str) -> str:
    """The name of the right answer that has the most lines of the wrong one."""
    return max(rights, key=lambda name: likeness(rights[name].source, wrong))


def names_after(place: KnownPlace) -> dict[str, Any]:
    """The notebook's names after the cell was run."""
    module = find_entry(place.exercise).module
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(SETUP, names)
    exec(_before(place.given), names)
    names |= {name: vars(module)[name] for name in names_beyond(place.wrong) & vars(module).keys()}
    with limited(), capture_output():
        exec(compile(place.wrong, "<cell>", "exec"), names)
    return names


@cache
def _before(given: str) -> str:
    """The text of the cells before: the class that a method is put into."""
    if not given:
        return ""
    module = import_module("autograder.catalogue.logistic_regression.model")
    text = source_of(module.LR)
    return text if given == "LR" else f"{text}\n{source_of(module.ParameterLR)}\nLR = ParameterLR\n"


@dataclass(frozen=True, slots=True)
class Searched:
    """What the search found in one wrong answer.

    Attributes:
        verdict: by the visible cases, with the proof that was found.
        cpu: seconds that the search took.
        is_right: whether one of the found places is one where a teacher would point.
        first_is_right: whether the first of them is.
        is_named: whether the mistake that is named is the one that was made.
    """

    verdict: Verdict
    cpu: float
    is_right: bool
    first_is_right: bool
    is_named: bool

    @property
    def proof(self) -> Proof | None:
        """What was found."""
        return self.verdict.proof


def search_in(place: KnownPlace, limits: SearchLimits = SearchLimits()) -> Searched | None:
    """Judge a wrong answer as its student would, and search; None where nothing is refused.

    Nothing is refused where the same edit does no harm in another right answer. Where the cell
    itself raises, or a card of its own says what the answer is not, nothing is searched for.
    """
    exercise = find_entry(place.exercise).exercise
    try:
        names = names_after(place)
        with limited():
            verdict = visible_verdict(exercise, names)
    except (Exception, Interrupted):
        return None
    if verdict.state not in ("wrong", "error") or verdict.difference is None:
        return None
    begun = time.process_time()
    proof = find_proof(exercise, visible_keys(exercise.id), verdict, place.wrong, names, limits)
    cpu = time.process_time() - begun
    found = [one.line in place.lines for one in proof.places] if proof else [False]
    named = verdict.mistake == place.mistake
    return Searched(replace(verdict, proof=proof), cpu, any(found), found[0], named)
