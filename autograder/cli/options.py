"""The options that several commands share, what Tab offers for them, and how a typo is answered.

Everything here is known before anything slow is imported: a wrong word ends in exit code 2.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

CLASSROOM = Path("classroom")


def close_to(word: str, known: Iterable[str]) -> str:
    """What was meant, perhaps, or all that there is; a sentence that begins with a blank."""
    names = list(known)
    if close := close_words(word, names):
        return f" Did you mean {' or '.join(close)}?"
    return f" There are: {', '.join(names)}."


def close_words(word: str, known: Iterable[str], cutoff: float = 0.6) -> list[str]:
    """The one or two words that were meant, perhaps; capitals make no difference."""
    names = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), names, n=2, cutoff=cutoff)
    return [names[one] for one in close[: 1 if word.casefold() in names else 2]]


def one_of(words: Callable[[], Sequence[str]]) -> Callable[[str | None], str | None]:
    """A callback that refuses every other word, with the one that was meant."""

    def known(word: str | None) -> str | None:
        if word and word not in words():
            raise typer.BadParameter(f"there is no {word!r}.{close_to(word, words())}")
        return word

    return known


def offers(words: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """What Tab offers of these words."""

    def offered(incomplete: str) -> list[str]:
        return [word for word in words() if word.startswith(incomplete)]

    return offered


def chapters() -> tuple[str, ...]:
    """The chapters, in the course's order."""
    from autograder.catalogue.chapters import CHAPTERS

    return CHAPTERS


def exercise_ids() -> list[str]:
    """The exercises, in the course's order."""
    from course_utils.core.exercise import exercises

    return list(exercises())


def scope_words() -> list[str]:
    """What `build` and `audit` can be told to do alone."""
    return [*chapters(), *exercise_ids()]


def _chapter(words: str | None) -> str | None:
    from autograder.catalogue.chapters import find_chapter
    from autograder.errors import WrongCall

    if words is None:
        return None
    try:
        return find_chapter(words)
    except WrongCall as fault:
        raise typer.BadParameter(str(fault)) from None


def _offered_chapters(incomplete: str) -> list[str]:
    """Full names; where none begins so, numbers, and names without theirs."""
    parts = [name.partition("_") for name in chapters()]
    kinds = [chapters(), [number.lstrip("0") for number, _, _ in parts], [n for _, _, n in parts]]
    found = ([word for word in kind if word.startswith(incomplete)] for kind in kinds)
    return next((words for words in found if words), [])


def existing(path: Path | None) -> Path | None:
    """The path, if something is there."""
    if path is not None and not path.exists():
        if path.is_symlink():
            raise typer.BadParameter(f"{path} is a link to something that does not exist.")
        raise typer.BadParameter(f"{path} does not exist.{_beside(path)}")
    return path


def _beside(path: Path, *, folder: bool = False) -> str:
    """What is called nearly so in the same folder; a sentence that begins with a blank."""
    try:
        there = [one.name for one in path.parent.iterdir() if one.is_dir() or not folder]
    except OSError:
        return ""
    close = difflib.get_close_matches(path.name, there, n=1, cutoff=0.75)
    return f" Did you mean {path.with_name(close[0])}?" if close else ""


def a_new_file(path: Path | None) -> Path | None:
    """Where a file can be written: known before the work, not after it."""
    if path is not None and path.is_dir():
        raise typer.BadParameter(f"{path} is a folder; give the file a name.")
    if path is not None and not path.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {path.parent}.")
    return path


def all_existing(paths: list[Path] | None) -> list[Path] | None:
    """The paths, if something is at each of them."""
    for path in paths or ():
        existing(path)
    return paths


def python_files(paths: list[Path]) -> list[Path]:
    """The files that were named, and of the folders among them each Python file, by name."""
    found: list[Path] = []
    for path in all_existing(paths) or ():
        mine = sorted(path.glob("*.py")) if path.is_dir() else [path]
        if not mine:
            raise typer.BadParameter(f"{path} is a folder without a Python file (*.py).")
        found += mine
    return found


def _of_a_class(folder: Path) -> Path:
    if folder.exists() and not folder.is_dir():
        raise typer.BadParameter(f"{folder} is a file; the course folder is meant.")
    return folder


def _of_a_graded_class(folder: Path) -> Path:
    beside = "" if folder.exists() else _beside(folder, folder=True)
    if beside:
        raise typer.BadParameter(f"there is no folder {folder}.{beside}")
    return _of_a_class(folder)


def an_exercise(word: str) -> str:
    """The exercise's id, from that or from the name that students define."""
    from course_utils.core.exercise import UnknownExercise, find_exercise

    try:
        return find_exercise(word).id
    except UnknownExercise as fault:
        if _is_scaffolded(word):
            return word
        raise typer.BadParameter(str(fault)) from None


def _is_scaffolded(word: str) -> bool:
    """Whether the catalogue has such an exercise, which was never built perhaps."""
    from autograder.files.paths import ROOT

    # By its file: to open the catalogue takes a second.
    name = word.replace("-", "_")
    files = (ROOT / "autograder" / "catalogue").glob("*/*.mistakes")
    return any(path.stem == name for path in files)


def a_date(text: str) -> str:
    """A date as it was typed, if it is one."""
    from autograder.collect.due import parse_due
    from autograder.errors import WrongCall

    try:
        if text:
            parse_due(text)
    except WrongCall as fault:
        raise typer.BadParameter(str(fault)) from None
    return text


def _chapter_option(help_text: str) -> Any:
    return typer.Option(
        "--chapter",
        help=help_text,
        metavar="CHAPTER",
        callback=_chapter,
        autocompletion=_offered_chapters,
    )


def _course_option(help_text: str, check: Callable[[Path], Path]) -> Any:
    return typer.Option("--course", help=help_text, metavar="FOLDER", callback=check)


# One of the graded chapters: None for the only one.
Chapter = Annotated[
    str | None, _chapter_option("By number or name, such as 4; needed when several are graded.")
]
OnlyChapter = Annotated[
    str | None, _chapter_option("By number or name, such as 4; all unless given.")
]
ThisChapter = Annotated[str, _chapter_option("By number or name, such as 4.")]
UsualChapter = Annotated[
    str | None,
    _chapter_option(
        "By number or name, such as 4, which is meant where this is left out and no other chapter "
        "was plainly handed in."
    ),
]
# The default of both is CLASSROOM.
CourseFolder = Annotated[Path, _course_option("The course folder.", _of_a_graded_class)]
NewCourseFolder = Annotated[
    Path, _course_option("The course folder; made if it is not there.", _of_a_class)
]
# Of what goes back to the LMS.
RosterAsGraded = Annotated[
    Path | None,
    typer.Option("--roster", callback=existing, help="The roster that the class was graded with."),
]
PointsInLms = Annotated[
    float | None,
    typer.Option(
        "--points", min=0.01, help="Convert to this many points, where the LMS has others."
    ),
]
# Where it was typed before there was an option.
OlderCourseFolder = Annotated[
    Path | None,
    typer.Argument(metavar="FOLDER", hidden=True, help="The course folder.", callback=existing),
]
