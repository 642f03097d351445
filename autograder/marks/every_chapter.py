"""The marks of all chapters in one file, and those of a section alone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.collect.roster import Roster
from autograder.errors import Refused
from autograder.marks.book import ChapterMarks
from autograder.marks.fill import Filled, FillSettings
from autograder.marks.write import make_file

_PLAIN = "nbgrader"


def only(marks: ChapterMarks, mine: frozenset[str] | None) -> ChapterMarks:
    """The marks of these students; of all where none are named."""
    if mine is None:
        return marks
    chosen = {name: mark for name, mark in marks.by_student.items() if name in mine}
    people = tuple(person for person in marks.roster.people if person.student in mine)
    return replace(marks, by_student=chosen, roster=Roster(people))


def make_whole_file(
    lms: str,
    chapters: Sequence[ChapterMarks],
    settings: FillSettings,
    template: Path | None,
    agree: Callable[[Filled, ChapterMarks], None],
) -> Filled:
    """One file with the marks of all these chapters, whose columns are found by their names.

    Args:
        lms: whose file.
        chapters: the marks of each.
        settings: as for one chapter.
        template: the LMS's own export.
        agree: asked for each chapter; it raises where somebody does not agree.

    Raises:
        Refused: the LMS's file has no place for several, or a column cannot be told.
    """
    if settings.assignment:
        raise Refused(
            "--assignment is one column: leave it out with --all, or say which chapter, with "
            "--chapter."
        )
    if template is None and lms != _PLAIN:
        raise Refused(
            f"--all needs --template for {lms}: its own export, which has a column for each "
            "chapter."
        )
    whole, taken = Filled(), dict[str, str]()
    with tempfile.TemporaryDirectory(prefix="marks-") as folder:
        place = template
        for marks in chapters:
            filled = make_file(lms, marks, settings, place)
            if template is not None and (
                other := taken.setdefault(filled.column, marks.chapter)
            ) != (marks.chapter):
                raise Refused(
                    f"the column {filled.column!r} would get the marks of {other} and of "
                    f"{marks.chapter}: --all needs one for each chapter. Or fill this one alone, "
                    "with --chapter."
                )
            agree(filled, marks)
            _take_in(whole, filled, marks.chapter, more=template is None)
            if template is not None:  # the next chapter is filled into what this one has left
                place = Path(folder) / template.name
                place.write_bytes(filled.data)
    return whole


def _take_in(whole: Filled, filled: Filled, chapter: str, *, more: bool) -> None:
    if more and whole.data:  # one heading is enough
        whole.data += filled.data.partition(b"\n")[2]
    else:
        whole.data = filled.data
    whole.written += filled.written
    whole.new += filled.new
    whole.same += filled.same
    whole.kept += filled.kept
    whole.replaced += filled.replaced
    whole.others = max(whole.others, filled.others)
    whole.changed += [(who, was, f"{now} in {chapter}") for who, was, now in filled.changed]
    whole.notes += [f"{chapter}: {note}" for note in filled.notes]
