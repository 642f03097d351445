"""``autograder marks``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from autograder.marks.book import ChapterMark
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
    every: Annotated[
        bool,
        typer.Option(
            "--all",
            help="All chapters that are graded in one file: nbgrader's CSV, or a --template that "
            "has a column for each.",
        ),
    ] = False,
    section: Annotated[
        str,
        typer.Option(help="Of this section alone, in a file without a --template."),
    ] = "",
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; write nothing.")
    ] = False,
) -> None:
    """Write the marks into the file that your LMS imports.

    They come from nbgrader's gradebook: scores given by hand and late penalties count. Students
    without a mark (unreadable, a grader error, to be graded by hand, nothing handed in) get no
    cell, never a 0 by itself, and are named. Where a mark in the template differs from today's,
    both are printed. Comments in the template are kept, and the points of the exercises put after
    them. Texts that a spreadsheet would compute are made harmless. Exit code 1 when somebody has
    no mark or no line, or when a mark in the template changes.

    Examples: python -m autograder marks classroom --lms canvas --template export.csv -o marks.csv
    python -m autograder marks classroom --lms moodle --template worksheet.csv -o marks.csv
    """
    from autograder.cli.plain import without_escapes
    from autograder.collect.roster import Roster, read_roster
    from autograder.marks.book import read_marks
    from autograder.marks.every_chapter import make_whole_file, only
    from autograder.marks.fill import FillSettings
    from autograder.marks.write import make_file, write_file

    people = read_roster(roster) if roster else Roster()
    settings = FillSettings(assignment, missing_as_zero, points, people)
    mine = _section(course, section, template)
    if every:
        chapters = [only(read_marks(course, name), mine) for name in _every(course, chapter)]
        found = chapters[-1]
        filled = make_whole_file(lms, chapters, settings, template)
    else:
        found = only(read_marks(course, chapter), mine)
        filled = make_file(lms, found, settings, template)
    if not dry_run:
        write_file(output, filled.data, template)
    typer.echo(f"{output}: {_counts(filled, template)}{' Nothing was written.' * dry_run}")
    for student, before, after in filled.changed:
        who = _who(found.by_student[student])
        typer.echo(f"  {without_escapes(f'{who}: {before} -> {after}')}")
    for note in filled.notes:
        typer.echo(without_escapes(note))
    if filled.notes or filled.changed:
        raise typer.Exit(1)


def _every(course: Path, chapter: str | None) -> list[str]:
    from autograder.course.course import Course
    from autograder.errors import Refused
    from autograder.report.write import graded_chapters
    from autograder.typed import command

    if chapter:
        raise Refused("--all and --chapter exclude each other: leave one of them out.")
    if not (found := graded_chapters(Course(course))):
        raise Refused(f"nothing has been graded in {course}: run `{command('grade')}` first.")
    return found


def _section(course: Path, section: str, template: Path | None) -> frozenset[str] | None:
    from autograder.collect.sections import section_members
    from autograder.errors import Refused

    if not section:
        return None
    if template is not None:
        raise Refused("--section is for a file without a --template: export the section's lines.")
    return section_members(course, section)


def _counts(filled: Filled, template: Path | None) -> str:
    marks = "1 mark" if filled.written == 1 else f"{filled.written} marks"
    if template is None:
        return f"{marks}."
    changed = len(filled.changed)
    return f"{marks}: {filled.new} new, {filled.same} unchanged, {changed} changed."


def _who(mark: ChapterMark) -> str:
    return " ".join(filter(None, (mark.student, mark.name)))
