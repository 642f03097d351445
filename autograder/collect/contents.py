"""Which chapter a notebook is: by what is in it, never by what it is called."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from autograder.catalogue import CHAPTERS
from autograder.files.notebooks import read_our_notebook
from autograder.files.paths import NOTEBOOKS
from autograder.rebuild.reading import EXERCISE_LINE
from autograder.rebuild.rebuilt import Unreadable, read_cells
from course_utils.core.exercise import exercises

# Blanks of one line only: \s runs over line ends, and a cell of empty lines takes minutes.
_DEFINES = re.compile(r"^[ \t]*(?:def|class)[ \t]+(\w+)", re.MULTILINE)
UNKNOWN = ""
FOREIGN = "foreign"


@cache
def _chapters() -> dict[str, str]:
    """Exercise id -> chapter."""
    return {exercise.id: exercise.chapter for exercise in exercises().values()}


@cache
def _defined(chapter: str) -> frozenset[str]:
    """The names that the answers of a chapter define."""
    path = NOTEBOOKS / f"{chapter}.ipynb"
    if not path.exists():
        return frozenset()
    cells = read_our_notebook(path).cells
    answers = [c.source for c in cells if c.metadata.get("nbgrader", {}).get("solution")]
    return frozenset(name for text in answers for name in _DEFINES.findall(text))


@dataclass(frozen=True, slots=True)
class Contents:
    """What a notebook is.

    Attributes:
        chapter: a chapter's name; ``UNKNOWN`` when the file cannot be read, ``FOREIGN`` when
            it is a notebook with no cell of this course in it.
        blank: no cell was changed; two such files are alike without anybody's copying.
    """

    chapter: str
    blank: bool = False


def contents_of(data: bytes, wanted: str) -> Contents:
    """The chapter that a file is.

    Args:
        data: the file's bytes.
        wanted: the chapter that is graded; it is given the benefit of the doubt.
    """
    try:
        cells, _ = read_cells(data)
    except Unreadable:
        return Contents(UNKNOWN)
    counts: Counter[str] = Counter()
    known = _chapters()
    for cell in cells:
        line = EXERCISE_LINE.search(cell.source)
        names = {cell.grade_id, cell.cell_id, line.group(1) if line else ""}
        counts.update({known[name] for name in names if name in known})
    if counts:
        most = max(counts.values())
        chapter = wanted if counts[wanted] == most else max(CHAPTERS, key=lambda c: counts[c])
        given = _given(wanted)
        return Contents(chapter, all(cell.source.strip() in given for cell in cells))
    defined = {name for cell in cells for name in _DEFINES.findall(cell.source)}
    if defined & _defined(wanted):
        return Contents(wanted)
    return Contents(_stated(data) or FOREIGN)


def _stated(data: bytes) -> str:
    """The chapter in the notebook's metadata; the weakest sign, as anybody can change it."""
    try:
        metadata = json.loads(data.decode("utf-8-sig", "replace"))["metadata"]
        chapter = metadata["workbook"]["chapter"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return chapter if chapter in CHAPTERS else ""


def chapter_title(chapter: str) -> str:
    """How a remark calls a chapter: "chapter 2 (02_autograd)"."""
    return f"chapter {chapter_number(chapter)} ({chapter})"


def chapter_number(chapter: str) -> int:
    """2 of "02_autograd"."""
    return int(chapter.split("_")[0])


@cache
def _given(chapter: str) -> frozenset[str]:
    """The texts of the released cells."""
    path = NOTEBOOKS / f"{chapter}.ipynb"
    if not path.exists():
        return frozenset()
    cells = read_our_notebook(path).cells
    return frozenset({"", *(cell.source.strip() for cell in cells)})
