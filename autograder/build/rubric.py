"""Answers in words, as their author wrote them: points, model answer, rubric, what to quote.

Such a cell is a text cell with ``written=3`` in its header. Its solution region holds the model
answer and, behind the line ``**Rubric**``, the criteria, each with its points in front::

    # **Rubric**
    #
    # - 1: says which part is confirmed, by numbers of the student's own runs
    # - 0.5: compares the difference with the noise between seeds

The region never leaves this side, unless the header says ``rubric="shown"``: then students read
the criteria below the question. ``quotes=["tuning", "seeds"]`` names the cells whose outputs the
question asks for; whoever grades sees the student's own.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from autograder.build.outline import SourceError, source_path

RUBRIC = "**Rubric**"
_HEADER = re.compile(r"^# %%")
_ID = re.compile(r'\bid="([^"]+)"')
_WRITTEN = re.compile(r'\bwritten=(?:"([^"]*)"|(\S+))')
_SHOWN = re.compile(r'\brubric=("[^"]*"|\S+)')
_QUOTES = re.compile(r"\bquotes=(\[[^\]]*\]|\S+)")
_CRITERION = re.compile(r"^- (\S+?): (.+)$")
_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"
_SMALLEST = 1e-9


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric."""

    points: float
    text: str


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """An answer in words, as its author wrote it.

    Attributes:
        id: the cell's.
        points: what it is worth.
        model: the model answer, Markdown.
        criteria: the rubric; empty where there is none.
        shown: students read the rubric below the question.
        quotes: ids of the cells whose outputs the question asks to quote.
        line: where its header stands in the source.
    """

    id: str
    points: float
    model: str = ""
    criteria: tuple[Criterion, ...] = ()
    shown: bool = False
    quotes: tuple[str, ...] = ()
    line: int = 0

    @property
    def digest(self) -> str:
        """Another one for another rubric: what was ticked belongs to this one."""
        rows = [self.points, *([one.points, one.text] for one in self.criteria)]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def written_questions(chapter: str) -> dict[str, WrittenQuestion]:
    """The answers in words of a chapter, by cell id, in its order.

    Raises:
        SourceError: the source is missing, or a rubric in it has a fault.
    """
    return written_in(source_path(chapter))


def written_in(path: Path) -> dict[str, WrittenQuestion]:
    """The answers in words of a source.

    Raises:
        SourceError: the source is missing, or a rubric in it has a fault; the message says the
            line and, of points that do not add up, both sums.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise SourceError(
            f"{path.name} is missing in solutions/: every chapter has its source."
        ) from None
    starts = [place for place, line in enumerate(lines) if _HEADER.match(line)]
    ids = {found[1] for at in starts if (found := _ID.search(lines[at]))}
    questions = {}
    for at, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        if "[markdown]" in lines[at] and _WRITTEN.search(lines[at]):
            found_one = _Reader(path.name, at + 1, lines[at:end], ids).question()
            questions[found_one.id] = found_one
    return questions


@dataclass(slots=True)
class _Reader:
    """One cell's lines, and the number of the first."""

    file: str
    line: int
    lines: list[str]
    ids: set[str]

    def question(self) -> WrittenQuestion:
        header, name = self.lines[0], _ID.search(self.lines[0])
        if name is None:
            self._refuse(0, 'a cell with written=… needs an id, such as id="written-answer"')
        points = self._points(header)
        region = list(self._region())
        at = next((n for n, (_, text) in enumerate(region) if text == RUBRIC), len(region))
        criteria = tuple(self._criteria(region[at + 1 :]))
        shown = self._shown(header)
        if at < len(region) and not criteria:
            self._refuse(region[at][0], f"below {RUBRIC} stands no criterion such as “- 1: …”")
        if shown and not criteria:
            self._refuse(0, 'rubric="shown" is said of a cell without a rubric')
        total = math.fsum(one.points for one in criteria)
        if criteria and abs(total - points) > _SMALLEST:
            self._refuse(
                region[at][0],
                f"the criteria of {name[1]!r} add up to {total:g}, and its header says "
                f"written={points:g}; change one of them",
            )
        model = "\n".join(text for _, text in region[:at]).strip()
        return WrittenQuestion(
            name[1], points, model, criteria, shown, self._quotes(header), self.line
        )

    def _points(self, header: str) -> float:
        found = _WRITTEN.search(header)
        assert found is not None
        points = _number(found[1] or found[2])
        if points is None:
            self._refuse(0, f"written={found[1] or found[2]} is not a number of points above 0")
        return points

    def _shown(self, header: str) -> bool:
        found = _SHOWN.search(header)
        if found and found[1] != '"shown"':
            self._refuse(0, f'rubric={found[1]} is unknown; there is rubric="shown"')
        return found is not None

    def _quotes(self, header: str) -> tuple[str, ...]:
        found = _QUOTES.search(header)
        if found is None:
            return ()
        try:
            names = json.loads(found[1])
        except ValueError:
            names = None
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            self._refuse(0, f'quotes={found[1]} is not a list of cells, such as quotes=["seeds"]')
        for one in names:
            if one not in self.ids:
                self._refuse(0, f"quotes names the cell {one!r}, and there is none of that id")
        return tuple(names)

    def _region(self) -> Iterator[tuple[int, str]]:
        """The lines of the solution region, each with its number in the cell."""
        inside = False
        for number, line in enumerate(self.lines):
            text = line.removeprefix("#").strip()
            if text in (_BEGIN, _END):
                inside = text == _BEGIN
            elif inside:
                yield number, text

    def _criteria(self, rows: list[tuple[int, str]]) -> Iterator[Criterion]:
        for number, text in rows:
            if not text:
                continue
            found = _CRITERION.match(text)
            points = _number(found[1]) if found else None
            if found is None or points is None:
                self._refuse(
                    number, f"{text[:60]!r} is not a criterion; each is one line, such as “- 1: …”"
                )
            yield Criterion(points, found[2].strip())

    def _refuse(self, number: int, why: str) -> NoReturn:
        raise SourceError(f"{self.file}, line {self.line + number}: {why}.")


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 < number < math.inf else None
