"""``autograder demo``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated, Any

import typer

from autograder.cli.options import ThisChapter

_CLASSROOM = "classroom"


def demo(
    folder: Annotated[Path, typer.Argument(help="Where the sample class is made.")] = Path("demo"),
    chapter: ThisChapter = "04_logistic_regression",
    size: Annotated[
        int | None, typer.Option(min=1, help="How many students; the built-in ones by default.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Grade a sample class: right, wrong, broken and hostile submissions, in the sandbox.

    The class is made anew each time, in the shape of an LMS's download. Exit code 1 when a result
    is not what was planned.

    Example: python -m autograder demo my-class --size 20
    """
    from autograder.files.locking import alone
    from autograder.typed import command

    another = command("demo demo-2")
    busy = f"another demo is being made in {folder}: wait until it has ended, or `{another}`."
    with alone(_own_folder(folder, another), busy):
        _demo(folder, chapter, size, quiet)


def _own_folder(folder: Path, another: str) -> Path:
    """Make the folder, or see that an earlier demo did; the file that says so.

    Raises:
        Refused: there is somebody's work in it.
    """
    from autograder.demo.sample_class import ROSTER, SUBMISSIONS
    from autograder.errors import Refused

    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is a file; name a folder: `{another}`.")
    mark = folder / ".demo"
    made = (SUBMISSIONS, ROSTER, _CLASSROOM)
    kept = [name for name in made if (folder / name).exists()]
    if kept and not mark.exists():
        raise Refused(
            f"{folder} holds {' and '.join(kept)} without the mark of a demo, and would lose it. "
            f"Delete it if an earlier version made it, or name another folder: `{another}`."
        )
    folder.mkdir(parents=True, exist_ok=True)
    return mark


def _demo(folder: Path, chapter: str, size: int | None, quiet: bool) -> None:
    from autograder.cli.table import progress_bar, results_table, say_where
    from autograder.course.config import make_folder
    from autograder.course.course import Course
    from autograder.demo.sample_class import ROSTER, SUBMISSIONS, make_class
    from autograder.errors import Refused
    from autograder.grade.request import Request
    from autograder.grade.session import grade_class
    from autograder.report.write import write_report
    from autograder.sandbox import SandboxUnavailable

    classroom = folder / _CLASSROOM
    if classroom.exists():
        shutil.rmtree(classroom)
    planned = [plan for plan in make_class(folder, chapter, size) if plan.counts]
    typer.echo(f"{folder / SUBMISSIONS}: {len(planned)} students, as an LMS hands them out")
    make_folder(classroom, own_gradebook=True)
    request = Request(folder / SUBMISSIONS, chapter, classroom, folder / ROSTER)
    try:
        with progress_bar(quiet) as progress:
            outcome = grade_class(request, progress)
    except SandboxUnavailable as fault:
        raise Refused(str(fault)) from None
    results_table(outcome.rows, {plan.student: plan.what for plan in planned})
    say_where(outcome, request)
    typer.echo(f"\nclass report  {write_report(Course(classroom), chapter)}")
    surprises = _surprises(planned, outcome.rows)
    for line in surprises:
        typer.echo(f"✗ {line}", err=True)
    if surprises:
        raise typer.Exit(1)
    typer.echo(f"\n✓ all {len(planned)} results are as planned.")


def _surprises(planned: Any, rows: Any) -> list[str]:
    """Where a result is not what the sample class was made for."""
    by_student = {row.student: row for row in rows}
    found = []
    for plan in planned:
        result = by_student.get(plan.student)
        if result is None:
            found.append(f"{plan.student} ({plan.what}): no result")
            continue
        if result.state != plan.state:
            found.append(f"{plan.student} ({plan.what}): {result.state}, not {plan.state}")
        if plan.score is not None and result.score != plan.score:
            found.append(f"{plan.student} ({plan.what}): {result.score:g}, not {plan.score:g}")
        if plan.mistake and result.marks[plan.exercise].mistake != plan.mistake:
            named = result.marks[plan.exercise].mistake
            found.append(f"{plan.student} ({plan.what}): named {named}, not {plan.mistake}")
    return found
