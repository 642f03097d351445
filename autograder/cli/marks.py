"""``autograder marks``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import (
    CLASSROOM,
    Chapter,
    CourseFolder,
    OlderCourseFolder,
    PointsInLms,
    RosterAsGraded,
    a_new_file,
    existing,
    offers,
    one_of,
)

if TYPE_CHECKING:
    from autograder.marks.book import ChapterMark, ChapterMarks
    from autograder.marks.fill import Filled


def _lms() -> tuple[str, ...]:
    return ("canvas", "moodle", "nbgrader")


def marks(
    lms: Annotated[
        str,
        typer.Option(
            help="canvas, moodle or nbgrader.", callback=one_of(_lms), autocompletion=offers(_lms)
        ),
    ],
    folder: OlderCourseFolder = None,
    course: CourseFolder = CLASSROOM,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            callback=a_new_file,
            help="The CSV to write; needed unless it is a --dry-run.",
        ),
    ] = None,
    chapter: Chapter = None,
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
        typer.Option(
            help="Of this section alone; in a --template all other lines stay as they are."
        ),
    ] = "",
    template: Annotated[
        Path | None,
        typer.Option(
            callback=existing,
            help="The LMS's own export, whose column is filled: Canvas's Grades > Export, "
            "Moodle's grades export or grading worksheet. The best way: all else stays as it is.",
        ),
    ] = None,
    assignment: Annotated[
        str, typer.Option(help="The LMS's column, by its title or number, where it is not clear.")
    ] = "",
    roster: RosterAsGraded = None,
    points: PointsInLms = None,
    missing_as_zero: Annotated[
        bool,
        typer.Option(
            "--missing-as-zero",
            help="0 for those who handed in nothing, who are listed first; never for somebody "
            "whose group has handed in, nor for what could not be graded. Refused where a file "
            "belongs to no student on the lists: it may be a group's.",
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Write the zeros without asking; the list is printed.")
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
    as_json: Annotated[
        bool,
        json_option(
            "One JSON object a student: id, name, chapter, state, points, max, before (in the "
            "template) and change. All else is said on the error stream."
        ),
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

    Examples: python -m autograder marks --lms canvas --template export.csv -o marks.csv
    python -m autograder marks --lms moodle --template worksheet.csv -o marks.csv --chapter 4
    """
    from autograder.cli.plain import without_escapes
    from autograder.cli.zeros import agree_to_zeros
    from autograder.collect.roster import Roster, read_roster
    from autograder.collect.sections import section_members
    from autograder.marks.book import read_marks
    from autograder.marks.every_chapter import make_whole_file
    from autograder.marks.fill import FillSettings
    from autograder.marks.write import make_file, write_file

    if output is None and not dry_run:
        raise typer.BadParameter("it says where the marks go.", param_hint="--output")
    people = read_roster(roster) if roster else Roster()
    place = folder or course
    mine = section_members(place, section) if section else None
    settings = FillSettings(assignment, missing_as_zero, points, people, comments, mine)
    parts: list[tuple[Filled, ChapterMarks]] = []
    if every:
        chapters = [read_marks(place, name) for name in _every(place, chapter)]
        found = chapters[-1]

        def agree(one: Filled, of: ChapterMarks) -> None:
            if one.zeros:
                typer.echo(f"{of.chapter}:", err=as_json)
            agree_to_zeros(one, of, yes=yes, dry_run=dry_run, beside=as_json)
            parts.append((one, of))

        filled = make_whole_file(lms, chapters, settings, template, agree)
    else:
        found = read_marks(place, chapter)
        filled = make_file(lms, found, settings, template)
        agree_to_zeros(filled, found, yes=yes, dry_run=dry_run, beside=as_json)
        parts.append((filled, found))
    if output is not None and not dry_run:
        write_file(output, filled.data, template)
    if as_json:
        from autograder.cli.json_rows import mark_rows

        print_objects(row for one, of in parts for row in mark_rows(one, of, settings))
    told = counts(filled) if template else f"{_marks(filled)}."
    where = f"{output}: " if output is not None else ""
    typer.echo(f"{where}{told}{' Nothing was written.' * dry_run}", err=as_json)
    for line in change_lines(filled, found):
        typer.echo(line, err=as_json)
    for note in filled.notes:
        typer.echo(without_escapes(note), err=as_json)
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


def counts(filled: Filled) -> str:
    """How many marks are new, changed or the same, and what happens to the comments."""
    from autograder.cli.plain import without_escapes

    changed = len(filled.changed)
    told = f"{_marks(filled)}: {filled.new} new, {filled.same} unchanged, {changed} changed"
    for number, what in ((filled.kept, "kept"), (filled.replaced, "replaced")):
        if number:
            told += f"; {number} comment{'s' * (number > 1)} {what}"
    if filled.others:
        lines = "line was" if filled.others == 1 else "lines were"
        told += f"; {filled.others} {lines} left alone, as of no student of the section"
    if filled.column:
        told += f"; in the column {without_escapes(filled.column)}"
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
    from autograder.cli.plain import shortened_line

    return " ".join(map(shortened_line, filter(None, (mark.student, mark.name))))
