"""What the sources say of their chapters: titles, minutes, ends, sections, and links to them.

Whatever tells of the chapters takes it from here: nothing of it is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from autograder.catalogue.chapters import CHAPTERS
from autograder.files.paths import SOLUTIONS, repository
from autograder.translation import ENGLISH_TEXT, Language, current, translated
from course_utils.core.exercise import START

_TITLE = re.compile(r"^# # (.+)$", re.M)
_MINUTES = re.compile(r"^# \*\*Time:\*\* about (\d+) minutes", re.M)
_ENDS = re.compile(r"^# \*\*It ends with\*\* (.+)$", re.M)
_COVER = re.compile(r'^# %% id="([^"]+)"[^\n]* cover=true', re.M)
_SECTION = re.compile(r"^# ## (\d+\.\d+) (.+)$", re.M)
_CELL = re.compile(r'^# %%[^\n]* id="([^"]+)"', re.M)
_LINK = re.compile(r"\[\[(\d+)(?:\.(\d+))?\]\]")
# Of the time of a reader who has never seen NumPy, what one who knows it needs.
WITH_NUMPY = 0.7


class SourceError(ValueError):
    """The chapter's source has a fault; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class ChapterOutline:
    """What a chapter's source says of it.

    Attributes:
        name: such as ``04_logistic_regression``.
        title: its heading, with the number.
        minutes: how long it takes.
        ends: what it ends with, completing "It ends with …".
        cover: the id of the cell whose picture stands for it; empty where none does.
        sections: their headings as they are shown, with their numbers, by number: ``4.7``.
    """

    name: str
    title: str
    minutes: int
    ends: str
    cover: str
    sections: Mapping[str, str]

    @property
    def number(self) -> int:
        """The chapter's number."""
        return int(self.name.split("_", 1)[0])


def source_path(chapter: str) -> Path:
    """``solutions/NN_name.py``."""
    return SOLUTIONS / f"{chapter}.py"


def outline(chapter: str) -> ChapterOutline:
    """What the chapter's source says.

    Raises:
        SourceError: it lacks its title, its time or its end.
    """
    path = source_path(chapter)
    if not path.exists():
        raise SourceError(f"{path.name} is missing in solutions/: every chapter has its source.")
    return _outline_in(current(), chapter, path.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _outline_in(language: Language, chapter: str, text: str) -> ChapterOutline:
    english = _outline(chapter, text)
    if language is ENGLISH_TEXT:
        return english
    of = _contexts(chapter, text)
    number, _, title = english.title.partition(" · ")
    return replace(
        english,
        title=f"{number} · {translated(of(f'# {english.title}'), title)}",
        ends=translated(of(f"**It ends with** {english.ends}"), english.ends),
        sections={
            number: _plain(f"{number} {translated(of(f'## {number} {heading}'), heading)}")
            for number, heading in _headings(text).items()
        },
    )


def _contexts(chapter: str, text: str) -> Callable[[str], str]:
    """Says in which cell a line of text stands."""

    def of(line: str) -> str:
        before = text[: text.index(f"\n# {line}\n")]
        return f"{chapter}/{_CELL.findall(before)[-1]}"

    return of


def _headings(text: str) -> dict[str, str]:
    """The sections as they are written."""
    return dict(_SECTION.findall(text))


@lru_cache(maxsize=64)
def _outline(chapter: str, text: str) -> ChapterOutline:
    cover = _COVER.search(text)
    sections = {number: _plain(f"{number} {line}") for number, line in _headings(text).items()}
    return ChapterOutline(
        name=chapter,
        title=_told(_TITLE, text, chapter, "# Title"),
        minutes=int(_told(_MINUTES, text, chapter, "**Time:** about N minutes")),
        ends=_told(_ENDS, text, chapter, "**It ends with** …"),
        cover=cover[1] if cover else "",
        sections=sections,
    )


def _told(pattern: re.Pattern[str], text: str, chapter: str, wanted: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise SourceError(f"{source_path(chapter).name}: its first text has no “{wanted}”.")
    return found[1]


def _plain(heading: str) -> str:
    """A heading's words as the page shows them."""
    return heading.replace("`", "").replace("*", "")


def outlines() -> list[ChapterOutline]:
    """All chapters, in the course's order."""
    return [outline(chapter) for chapter in CHAPTERS]


def course_hours() -> tuple[int, int]:
    """How many hours the chapters take, and how many of a reader who knows NumPy.

    Labs, reviews and second tries come on top.
    """
    hours = sum(chapter.minutes for chapter in outlines()) / 60
    return round(hours), round(hours * WITH_NUMPY)


def section_link(number: str, file: str) -> str:
    """A section as a link, such as ``2.6``; a chapter alone is a link as well.

    JupyterLab's name of a heading is its text with hyphens for blanks.

    Raises:
        SourceError: there is no such chapter or section.
    """
    for chapter in outlines():
        if number == str(chapter.number):
            return f"[{number}]({chapter.name}.ipynb)"
        if number in chapter.sections:
            heading = chapter.sections[number].replace(" ", "-")
            return f"[{number}]({chapter.name}.ipynb#{quote(heading, safe='')})"
    raise SourceError(f"{file}: [[{number}]] leads nowhere: no chapter has such a section.")


def linked(text: str, file: str) -> str:
    """The text with every ``[[2.6]]`` made a link to that section."""

    def link(match: re.Match[str]) -> str:
        chapter, section = match.groups()
        return section_link(f"{chapter}.{section}" if section else chapter, file)

    return _LINK.sub(link, text)


def colab_address(notebook: str) -> str:
    """Where Colab opens a notebook of the public repository."""
    host = "https://colab.research.google.com/github"
    return f"{host}/{repository()}/blob/main/notebooks/{notebook}.ipynb"


def start_link(words: str) -> str:
    """The start page, as a link between notebooks."""
    return f"[{words}]({START}.ipynb)"
