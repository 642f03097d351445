"""``autograder grade``."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer


def grade(
    submissions: Annotated[Path, typer.Argument(help="A folder, an LMS's zip, or one notebook.")],
    chapter: Annotated[str, typer.Option(help="The assignment's name.")] = "04_logistic_regression",
    course: Annotated[
        Path, typer.Option(help="The nbgrader course folder; made when it is not there.")
    ] = Path("classroom"),
    roster: Annotated[
        Path | None, typer.Option(help="A CSV with the columns id and name, as the LMS has them.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one per core unless given.")
    ] = None,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade again what has been graded already.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a submission instead of the table.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    unsandboxed: Annotated[
        bool,
        typer.Option("--unsandboxed", help="Run without isolation: for trusted submissions only."),
    ] = False,
) -> None:
    """Grade a class: marks into nbgrader's gradebook, a feedback page for each student.

    A run that was stopped goes on where it was when the same command is given again. Exit code
    1 when something was flagged, unreadable or missing.

    Example: python -m autograder grade submissions.zip --roster roster.csv
    """
    from autograder.cli.table import progress_bar, results_table, say_where
    from autograder.errors import Refused
    from autograder.grade.session import Request, grade_class
    from autograder.sandbox import SandboxUnavailable
    from course_utils.exercise import UnknownExercise

    request = Request(submissions, chapter, course, roster, workers, regrade, unsandboxed)
    try:
        with progress_bar(quiet or as_json) as progress:
            outcome = grade_class(request, progress)
    except (UnknownExercise, SandboxUnavailable) as fault:
        raise Refused(str(fault)) from None
    if as_json:
        for result in outcome.results:
            data = result.to_json()
            for bulky in ("notebook", "code"):
                del data[bulky]
            typer.echo(json.dumps(data, ensure_ascii=False))
    else:
        results_table(outcome.results)
        say_where(outcome, request)
    states = Counter(result.state for result in outcome.results)
    if states.keys() - {"graded"}:
        raise typer.Exit(1)
