"""``autograder marks``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from autograder.marks.book import ChapterMark, ChapterMarks
    from autograder.marks.fill import Filled


def _known(lms: str) -> str:
    from autograder.marks.write import LMS

    if lms not in LMS:
        raise typer.BadParameter(f"{lms!r} is none of {', '.join(LMS)}.")
    return lms


def marks(
    course: Annotated[Path, typer.Argument(help="The course folder that `grade` made.")],
    lms: Annotated[str, typer.Option(help="canvas, moodle or nbgrader.", callback=_known)],
    output: Annotated[Path, typer.Option("--output", "-o", help="The CSV to write.")],
    chapter: Annotated[
        str | None, typer.Option(help="The assignment's name; needed when several are graded.")
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            help="The LMS's own export, whose column is filled: Canvas's Grades > Export, "
            "Moodle's grades export or grading worksheet. The best way: all else stays as it is."
        ),
    ] = None,
    assignment: Annotated[
        str, typer.Option(help="The LMS's column, by its title or number, where it is not clear.")
    ] = "",
    roster: Annotated[
        Path | None, typer.Option(help="The roster that the class was graded with.")
    ] = None,
    points: Annotated[
        float | None,
        typer.Option(min=0.01, help="Convert to this many points, where the LMS has others."),
    ] = None,
    missing_as_zero: Annotated[
        bool,
        typer.Option(
            "--missing-as-zero",
            help="0 for those who handed in nothing; what could not be graded stays empty. "
            "Refused where a file belongs to no student on the lists: it may be a group's.",
        ),
    ] = False,
    comments: Annotated[
        Literal["append", "keep", "replace", "none"],
        typer.Option(
            help="Where a person's comment stands in Moodle's file: put the exercises' points "
            "behind it, keep it as it is, or replace it by them; none writes no comment at all."
        ),
    ] = "append",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; write nothing.")
    ] = False,
) -> None:
    """Write the marks into the file that your LMS imports.

    They come from nbgrader's gradebook: scores given by hand and late penalties count. Students
    without a mark (unreadable, a grader error, to be graded by hand, nothing handed in) get no
    cell, never a 0 by itself, and are named. Where a mark in the template differs from today's,
    both are printed. Comments in the template are kept, and the points of the exercises put after
    them, unless --comments says otherwise. Moodle's titles may be English, French, German, Korean
    or Spanish. Texts that a spreadsheet would compute are made harmless. Exit code 1 when somebody
    has no mark or no line, or when a mark in the template changes.

    Examples: python -m autograder marks classroom --lms canvas --template export.csv -o marks.csv
    python -m autograder marks classroom --lms moodle --template worksheet.csv -o marks.csv
    """
    from autograder.cli.plain import without_escapes
    from autograder.collect.roster import Roster, read_roster
    from autograder.marks.book import read_marks
    from autograder.marks.fill import FillSettings
    from autograder.marks.write import make_file, write_file

    people = read_roster(roster) if roster else Roster()
    settings = FillSettings(assignment, missing_as_zero, points, people, comments)
    found = read_marks(course, chapter)
    filled = make_file(lms, found, settings, template)
    if not dry_run:
        write_file(output, filled.data, template)
    told = counts(filled) if template else f"{_marks(filled)}."
    typer.echo(f"{output}: {told}{' Nothing was written.' * dry_run}")
    for line in change_lines(filled, found):
        typer.echo(line)
    for note in filled.notes:
        typer.echo(without_escapes(note))
    if filled.notes or filled.changed:
        raise typer.Exit(1)


def counts(filled: Filled) -> str:
    """How many marks are new, changed or the same, and what happens to the comments."""
    changed = len(filled.changed)
    told = f"{_marks(filled)}: {filled.new} new, {filled.same} unchanged, {changed} changed"
    for number, what in ((filled.kept, "kept"), (filled.replaced, "replaced")):
        if number:
            told += f"; {number} comment{'s' * (number > 1)} {what}"
    return f"{told}."


def change_lines(filled: Filled, found: ChapterMarks) -> list[str]:
    """Each mark that changes, with what stands there and what will."""
    from autograder.cli.plain import without_escapes

    return [
        f"  {without_escapes(f'{_who(found.by_student[student])}: {before} -> {after}')}"
        for student, before, after in filled.changed
    ]


def _marks(filled: Filled) -> str:
    return "1 mark" if filled.written == 1 else f"{filled.written} marks"


def _who(mark: ChapterMark) -> str:
    return " ".join(filter(None, (mark.student, mark.name)))
