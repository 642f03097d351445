"""``autograder similar``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import CLASSROOM, Chapter, CourseFolder


def similar(
    chapter: Chapter = None,
    course: CourseFolder = CLASSROOM,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the page goes; report/ in the course folder unless given."),
    ] = None,
    anonymous: Annotated[
        bool,
        typer.Option(
            "--anonymous",
            help="Stable pseudonyms in the place of names and ids; comments and answers in words "
            "lose them, too.",
        ),
    ] = False,
    as_json: Annotated[
        bool,
        json_option(
            "One JSON object a pair: chapter, students, others, group, surprise, exercises, "
            "reasons. The page is written all the same.",
        ),
    ] = False,
) -> None:
    """Whose answers are alike beyond what is usual: places to look, never a verdict.

    Answers are compared without names, the order of free statements and the layout. What
    counts is what few others have and the catalogue has not: an unusual statement, the same
    comment or odd name, a line that changes nothing, the same unnamed fault. Of answers in words,
    what counts is passages that few others have and the notebook has not. Short answers are
    alike by nature, and the page says how much of that there is in each. Both texts stand side
    by side. Nothing is run, and no mark changes. Students with one and the same file count as one.
    Members of one group (`grade --groups`) work together, so their pairs are left out, and how many
    there were is said.

    Example: python -m autograder similar --chapter 04_logistic_regression
    """
    from autograder.cli.plain import shortened_line
    from autograder.course.course import Course
    from autograder.report.write import graded_chapter
    from autograder.similar.similar_file import class_likeness, likeness_as_data, write_similar

    folder = Course(course)
    name = graded_chapter(folder, chapter)
    found = class_likeness(folder, name, anonymous=anonymous)
    path = write_similar(folder, found, out, anonymous=anonymous)
    left_out = ""
    if found.of_groups:
        pairs = "pair is" if found.of_groups == 1 else "pairs are"
        left_out = (
            f"{found.of_groups} {pairs} left out: students who hand in as one group work together."
        )
    if as_json:
        print_objects(likeness_as_data(found))
        if left_out:
            typer.echo(left_out, err=True)
        return
    count = len(found.authors)
    typer.echo(f"{count} different submission{'' if count == 1 else 's'} compared.")
    for pair in found.pairs[:10]:
        exercises = ", ".join(alike.exercise for alike in pair.alike[:4])
        one, other = (shortened_line(found.called(who), 120) for who in (pair.one, pair.other))
        typer.echo(f"  surprise {pair.bits:3.0f}  {one} and {other}: {exercises}")
    if len(found.pairs) > 10:
        typer.echo(f"  and {len(found.pairs) - 10} more pairs, on the page.")
    if not found.pairs:
        typer.echo("None are more alike than this class is by nature.")
    else:
        typer.echo("Places to look, no verdicts: read both texts, and ask.")
    if left_out:
        typer.echo(left_out)
    if odd := len(found.odd):
        typer.echo(
            f"{odd} answer{'s' if odd > 1 else ''} in words with signs that are not what they "
            "seem: see the page."
        )
    typer.echo(f"\nanswers that are alike  {path}")
