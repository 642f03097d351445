"""Whether the runs that an answer quotes were made with the student's own seeds.

With ``variants`` in ``course.toml`` a release gives each student seeds of his or her own. What
stands below the cells that use them is read here. It was not graded and may be forged, so it
changes no mark: whoever grades the answer is told.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from nbformat import NotebookNode

from autograder.build.released import structure_of
from autograder.build.rubric import WrittenQuestion
from autograder.catalogue.chapters import CHAPTERS
from autograder.collect.known import read_people
from autograder.collect.teams import kept_teams
from autograder.course.course import Course
from autograder.course.secret import open_token
from autograder.course.settings import read_settings
from autograder.rebuild.keep import gives_seeds
from autograder.rebuild.outputs_below import output_text, outputs_below
from autograder.rebuild.releases import read_released
from course_utils.core.released import Released
from course_utils.core.seeds import seeds_of

SeedState = Literal["own", "member", "everybody", "other", "none"]
_CALL = "own_seeds"
_WHOLE = re.compile(r"(?<![\d.])\d{1,6}(?!\.?\d)")
_LONGEST = 100_000  # characters of outputs that are looked at


@dataclass(frozen=True, slots=True)
class SeedsSeen:
    """A student's own seeds, and whose the outputs in the file show.

    Attributes:
        own: the student's.
        state: ``own``; ``member``, of the same group; ``everybody``, those without an id;
            ``other``, another student's; ``none``, no run that is known.
        found: the seeds that the outputs show, where they are known.
        whose: the id of the member or of the other student.
    """

    own: tuple[int, ...]
    state: SeedState
    found: tuple[int, ...] = ()
    whose: str = ""


@dataclass(frozen=True, slots=True)
class OwnSeeds:
    """The seeds of a chapter's students.

    Attributes:
        token: what stands in their copies.
        counts: by cell, how many seeds it asks for.
        released: the chapter's structure.
        members: by student, the others of the group.
        called: by student of the class, what else may have been given for the id, such as a
            mail address; empty to leave other students' runs unnamed.
        further: by student, the other ids of the class list and those from before a rename.
    """

    token: str
    counts: Mapping[str, int]
    released: Released
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)
    called: Mapping[str, Sequence[str]] = field(default_factory=dict)
    further: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def seen(
        self, file: Path, question: WrittenQuestion, student: str, name: str = ""
    ) -> SeedsSeen | None:
        """What the student's file shows for a question; None where it quotes no such cell.

        Args:
            file: as it was handed in.
            question: the answer in words.
            student: the id.
            name: the student's. Where a class list has no ids, people give their names.
        """
        cells = [cell for cell in question.quotes if cell in self.counts]
        if not cells:
            return None
        count = max(self.counts[cell] for cell in cells)
        below = outputs_below(file, cells, self.released)
        text = "\n".join(output_text(one) for one in below.values())[:_LONGEST]
        shown = {int(number) for number in _WHOLE.findall(text)}
        own = self._seeds(student, count)
        if name and shown.issuperset(by_name := self._seeds(name, count)):
            return SeedsSeen(own, "own", by_name)
        for state, whose, seeds in self._known(student, count):
            if shown.issuperset(seeds):
                return SeedsSeen(own, state, seeds, whose)
        return SeedsSeen(own, "none")

    def name_of(self, student: str) -> str:
        """What a student of the class is called; the id where there is no name."""
        return next(iter(self.called.get(student, ())), student)

    def _known(self, student: str, count: int) -> Iterator[tuple[SeedState, str, tuple[int, ...]]]:
        for name in self._names(student):
            yield "own", "", self._seeds(name, count)
        for member in self.members.get(student, ()):
            for name in self._names(member):
                yield "member", member, self._seeds(name, count)
        for other in self.called:
            if other != student:
                for name in self._names(other):
                    yield "other", other, self._seeds(name, count)
        yield "everybody", "", tuple(seeds_of("", "", count))

    def _names(self, student: str) -> Iterator[str]:
        every = (student, *self.called.get(student, ()), *self.further.get(student, ()))
        yield from dict.fromkeys(every)

    def _seeds(self, student: str, count: int) -> tuple[int, ...]:
        return _seeds_kept(self.token, student, count)


@lru_cache(maxsize=20_000)
def _seeds_kept(token: str, student: str, count: int) -> tuple[int, ...]:
    """Worked out once: whose runs nobody knows are held against everybody's seeds."""
    return tuple(seeds_of(token, student, count))


def own_seeds_of(
    course: Course,
    chapter: str,
    called: Callable[[Course], Mapping[str, Sequence[str]]] | None = None,
) -> OwnSeeds | None:
    """The seeds of a chapter's students; None where all have the same.

    Args:
        course: the course folder.
        chapter: the assignment's name.
        called: finds by student what else may have been given for the id, the name first; asked
            only where students have seeds of their own.

    Raises:
        Refused: the settings or the kept groups cannot be read.
    """
    if not read_settings(course.root).variants or not gives_seeds(course.root):
        return None
    notebook = read_released(chapter)
    counts = seed_counts(notebook)
    if not counts:
        return None
    teams = kept_teams(course.root, chapter)
    members = {
        student: [other for other in team.students if other != student]
        for team in (teams.teams if teams is not None else ())
        for student in team.students
    }
    token = open_token(course.secret())
    further = read_people(course.root).further_ids()
    people = called(course) if called else {}
    return OwnSeeds(token, counts, structure_of(notebook), members, people, further)


def seed_counts(notebook: NotebookNode) -> dict[str, int]:
    """By cell of a released notebook, how many seeds of the student's own it asks for."""
    found = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and _CALL in cell.source:
            with suppress(SyntaxError):  # a cell of the shell's
                if counts := list(_asked(ast.parse(cell.source))):
                    found[str(cell.id)] = max(counts)
    return found


def chapters_with_seeds() -> tuple[str, ...]:
    """The chapters in which a cell asks for seeds of the student's own."""
    return tuple(chapter for chapter in CHAPTERS if seed_counts(read_released(chapter)))


def _asked(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == _CALL:
            given = [*node.args, *(one.value for one in node.keywords)]
            for one in given:
                if isinstance(one, ast.Constant) and isinstance(one.value, int):
                    yield one.value
