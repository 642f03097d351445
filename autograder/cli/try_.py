"""``autograder try``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import a_new_file, all_existing, an_exercise, exercise_ids, offers

if TYPE_CHECKING:
    from autograder.authoring.tryout import Tried


def try_(
    exercise: Annotated[
        str,
        typer.Argument(
            callback=an_exercise,
            autocompletion=offers(exercise_ids),
            help="The exercise's id, such as lr-backward.",
        ),
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            callback=all_existing, help="Your wrong answers: Python files, or folders of them."
        ),
    ] = None,
    catalogue: Annotated[
        bool, typer.Option("--catalogue", help="Try the catalogue's own wrong answers.")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(callback=a_new_file, help="Write a page with all cards to this file."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Only the answers that need attention.")
    ] = False,
    as_json: Annotated[
        bool,
        json_option(
            "One JSON object an answer: answer, mistake (as expected), state, points, max, found, "
            "remark, text."
        ),
    ] = False,
) -> None:
    """Run your own wrong answers, and show what a student would read of each.

    Answers run in this process, without a sandbox: they are your own code. To judge what others
    wrote, use `judge`. Nothing has to be built before. Each card is that of the visible check;
    a line with ⚠ says where no mistake is named, where another one is, or where a wrong answer
    passes. Exit code 1 when there is such a line.

    Example: python -m autograder try lr-backward my-wrong-answers/ --html cards.html
    """
    from autograder.authoring.html_page import try_page
    from autograder.authoring.tryout import catalogue_answers, read_answers, try_answers
    from autograder.catalogue import find_entry
    from autograder.errors import Refused

    entry = find_entry(exercise)
    answers = read_answers(files or [])
    if catalogue:
        answers += catalogue_answers(entry)
    if not answers:
        raise Refused("there is nothing to try: name files or folders, or give --catalogue.")
    tried = []
    for one in try_answers(exercise, answers):
        tried.append(one)
        if as_json:
            if one.remark or not quiet:
                print_objects([_as_data(one)])
        elif one.remark or not quiet:
            title = f"{one.answer.name} ({one.answer.mistake})" if one.answer.mistake else (
                one.answer.name
            )  # fmt: skip
            typer.echo(f"── {title}\n{one.text}")
            typer.echo(f"⚠ {one.remark}\n" if one.remark else "")
    if html:
        from autograder.report.write import put_report

        put_report(html, try_page(entry.exercise, tried))
    odd = sum(bool(one.remark) for one in tried)
    said = f"{len(tried)} answers, {len(tried) - odd} named as they should be, {odd} with ⚠."
    typer.echo(said, err=as_json)
    if html:
        typer.echo(f"the cards: {html}", err=as_json)
    if odd:
        raise typer.Exit(1)


def _as_data(one: Tried) -> dict[str, Any]:
    found = one.verdict.mistake
    return {
        "answer": one.answer.name,
        "mistake": one.answer.mistake,
        "state": one.verdict.state,
        "points": one.verdict.score,
        "max": one.verdict.max_score,
        "found": found or "",
        "remark": one.remark,
        "text": one.text,
    }
