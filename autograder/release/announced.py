"""What a class is told of a new release: what is not as it was in the one before.

Both are read from where the course folder keeps them, so it says what students hold, not what
lies in the repository. Nothing of a solution is in either; of a hint it is said that it changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.build.released import structure_of
from autograder.catalogue.chapters import CHAPTERS
from autograder.files.notebooks import read_our_notebook
from autograder.rebuild.keep import RELEASES
from autograder.rebuild.since import exercises_of
from course_utils.core.exercise import Exercise


@dataclass(frozen=True, slots=True)
class News:
    """One exercise, or a chapter's text, that is not as it was.

    Attributes:
        chapter: the assignment's name.
        exercise: its id, or that of an answer in words; empty for the text around them.
        what: new, gone, points, parts, contract, stub, checks, hints or text.
        before, after: points, or how many cells, where there are some.
    """

    chapter: str
    exercise: str
    what: str
    before: float = 0.0
    after: float = 0.0


def news(course: Path, before: str, after: str) -> list[News]:
    """What is not as it was, by chapter; nothing where one of the releases is not kept."""
    then, now = exercises_of(course, before), exercises_of(course, after)
    if not then or not now:
        return []
    folders = course / RELEASES / before, course / RELEASES / after
    found: list[News] = []
    for chapter in CHAPTERS:
        stubs, texts = zip(*(_cells(folder, chapter) for folder in folders), strict=True)
        names = [name for name in {**then, **now} if _chapter(name, then, now) == chapter]
        for name in names:
            found += _of_exercise(chapter, then.get(name), now.get(name), name, folders, stubs)
        # An answer in words has no entry: its cell is all that there is.
        for name in dict.fromkeys((*stubs[0], *stubs[1])):
            if name not in names and stubs[0].get(name) != stubs[1].get(name):
                old = name in stubs[0]
                what = "stub" if old and name in stubs[1] else "gone" if old else "new"
                found.append(News(chapter, name, what))
        changed = sum(texts[0].get(name) != text for name, text in texts[1].items())
        if changed and texts[0]:
            found.append(News(chapter, "", "text", after=changed))
    return found


def _chapter(name: str, then: Mapping[str, Exercise], now: Mapping[str, Exercise]) -> str:
    return (now.get(name) or then[name]).chapter


def _cells(folder: Path, chapter: str) -> tuple[dict[str, str], dict[str, str]]:
    """The check sums of a kept notebook's cells: those to fill in, and those that are read."""
    path = folder / "notebooks" / f"{chapter}.ipynb"
    if not path.is_file():
        return {}, {}
    cells = structure_of(read_our_notebook(path)).cells
    stubs = {cell.id: cell.checksum for cell in cells if cell.stub}
    texts = {cell.id: cell.checksum for cell in cells if not cell.stub and cell.id != _VERSIONED}
    return stubs, texts


_VERSIONED = "colab-setup"  # it carries the version, so it is another one each time


def _of_exercise(
    chapter: str,
    old: Exercise | None,
    new: Exercise | None,
    name: str,
    folders: tuple[Path, Path],
    stubs: tuple[Mapping[str, str], ...],
) -> Iterator[News]:
    if old is None or new is None:
        what, points = ("gone", old.points) if old else ("new", new.points if new else 0)
        yield News(chapter, name, what, after=points)
        return
    if old.points != new.points:
        yield News(chapter, name, "points", old.points, new.points)
    elif old.parts != new.parts:
        yield News(chapter, name, "parts")
    if old.contract != new.contract:
        yield News(chapter, name, "contract")
    if stubs[0].get(name) != stubs[1].get(name):
        yield News(chapter, name, "stub")
    keys = [folder / "keys" / f"{name}.safetensors" for folder in folders]
    if len({path.read_bytes() if path.is_file() else b"" for path in keys}) > 1:
        yield News(chapter, name, "checks")
    if old.hints != new.hints:
        yield News(chapter, name, "hints")


_WORDS = {
    "new": "new",
    "gone": "not part of the chapter any more",
    "parts": "its points are earned in another way",
    "contract": "what is asked for is worded anew: read it again",
    "stub": "the cell to fill in has changed",
    "checks": "the visible check tries other cases",
    "hints": "the hints have changed",
}


def announcement(found: list[News], before: str, after: str) -> str:
    """The text for the class, in Markdown; it says so, too, where nothing is for them to do."""
    lines = [f"Release {after.partition('+')[0]} is out.", ""]
    if not found:
        lines.append(f"All exercises are as in {before.partition('+')[0]}.")
    for chapter in dict.fromkeys(one.chapter for one in found):
        lines.append(f"**Chapter {chapter}**")
        mine = [one for one in found if one.chapter == chapter]
        for name in dict.fromkeys(one.exercise for one in mine):
            said = [_said(one) for one in mine if one.exercise == name]
            lines.append(f"- {f'`{name}`: ' if name else ''}{'; '.join(said)}")
        lines.append("")
    if any(one.what in ("stub", "new", "contract") for one in found):
        lines.append(
            "Your old notebook can still be handed in: it is graded by the release it is of."
        )
    return "\n".join(lines).rstrip() + "\n"


def told_class(course: Path, before: str, after: str) -> str:
    """The text about what a release changes, from the releases that the course folder keeps.

    It is empty where one of the two is not kept or cannot be read: then nothing can be said.
    """
    if not (exercises_of(course, before) and exercises_of(course, after)):
        return ""
    return announcement(news(course, before, after), before, after)


def _points(points: float) -> str:
    return "1 point" if points == 1 else f"{points:g} points"


def _said(one: News) -> str:
    if one.what == "points":
        return f"{_points(one.after)} instead of {one.before:g}"
    if one.what == "text":
        cells = "1 cell" if one.after == 1 else f"{one.after:g} cells"
        return f"the text around the exercises differs in {cells}"
    if one.what == "new" and one.after:
        return f"new, {_points(one.after)}"
    return _WORDS[one.what]
