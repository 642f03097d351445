"""Lines in an order, with their indentation; and what a puzzle is."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

MOST_LEVELS = 4


@dataclass(frozen=True, slots=True)
class PuzzleLine:
    """A line that may be placed.

    Attributes:
        key: names it in the rules, and in the code of what is said of it.
        text: the code.
        belongs: False for one that has no place in the program.
    """

    key: str
    text: str
    belongs: bool = True

    @property
    def opens(self) -> bool:
        """Whether lines that belong to it come below, indented."""
        return self.text.endswith(":")


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line in its place, so many steps to the right."""

    line: PuzzleLine
    level: int


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with a program: a template's code, and the place of the line, from 0.

    The place is None where a line is missing.
    """

    code: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """Lines in the order in which a student has put them."""

    lines: tuple[PlacedLine, ...] = ()

    def place(self, key: str) -> int | None:
        """Where the first line with this key stands."""
        keys = [placed.line.key for placed in self.lines]
        return keys.index(key) if key in keys else None

    def parent(self, place: int) -> int | None:
        """The line that this one is indented under."""
        level = self.lines[place].level
        above = (at for at in range(place - 1, -1, -1) if self.lines[at].level < level)
        return next(above, None)

    def around(self, place: int) -> tuple[str, ...]:
        """The keys of all that the line is indented under, from the outside."""
        keys: list[str] = []
        at = self.parent(place)
        while at is not None:
            keys.insert(0, self.lines[at].line.key)
            at = self.parent(at)
        return tuple(keys)

    def text(self, head: str = "") -> str:
        """The program as Python."""
        step = 1 if head else 0
        lines = [f"{'    ' * (each.level + step)}{each.line.text}" for each in self.lines]
        return "\n".join([head, *lines] if head else lines)


@dataclass(frozen=True, slots=True)
class Puzzle:
    """A program whose lines are out of order.

    Attributes:
        name: what ``arrange`` is called with.
        head: a line that stands above all others already; or empty.
        lines: those that belong, in one right order, and those that do not.
        faults: what is wrong with a program whose layout is sound, the weightiest first.
    """

    name: str
    head: str
    lines: tuple[PuzzleLine, ...]
    faults: Callable[[Program], Iterator[LineFault]]

    @property
    def jumbled(self) -> Sequence[PuzzleLine]:
        """The lines as they are offered: always in the same, meaningless order."""
        marked = [f"{number}/{line.text}" for number, line in enumerate(self.lines)]
        drawn = sorted(
            zip(marked, self.lines, strict=True),
            key=lambda pair: hashlib.sha256(pair[0].encode()).hexdigest(),
        )
        return [line for _, line in drawn]

    def fault(self, program: Program) -> LineFault | None:
        """The first thing that is wrong; None for a program that does what it should."""
        if not program.lines:
            return LineFault("arrange.nothing")
        foreign = (
            LineFault(f"arrange.{placed.line.key}", at)
            for at, placed in enumerate(program.lines)
            if not placed.line.belongs
        )
        layout = _layout(program, below_head=bool(self.head))
        for found in (layout, foreign, self.faults(program), self._missing(program)):
            if first := next(iter(found), None):
                return first
        return None

    def _missing(self, program: Program) -> Iterator[LineFault]:
        there = [placed.line for placed in program.lines]
        for line in self.lines:
            if line in there:
                there.remove(line)  # of two equal ones each is needed
            elif line.belongs:
                yield LineFault(f"arrange.{line.key}-missing")


def _layout(program: Program, *, below_head: bool) -> Iterator[LineFault]:
    """What Python would complain of before anything runs."""
    first = program.lines[0]
    if first.level and not below_head:
        yield LineFault("arrange.indented", 0)
    levels = [first.level]  # of the blocks that are open
    for at, (above, placed) in enumerate(itertools.pairwise(program.lines), 1):
        if above.line.opens:
            if placed.level <= above.level:
                yield LineFault("arrange.nothing-below", at - 1)
            levels.append(placed.level)
        elif placed.level > levels[-1]:
            yield LineFault("arrange.indented", at)
        while levels[-1] > placed.level and len(levels) > 1:
            levels.pop()
        if placed.level != levels[-1]:
            yield LineFault("arrange.between", at)
    if program.lines[-1].line.opens:
        yield LineFault("arrange.nothing-below", len(program.lines) - 1)
