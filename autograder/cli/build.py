"""``autograder build``."""

from __future__ import annotations

from typing import Annotated

import typer


def build(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a file is stale or leaks.")
    ] = False,
    run_all: Annotated[
        bool, typer.Option("--run-all", help="Execute every solved notebook again.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only say what is wrong.")] = False,
) -> None:
    """Make notebooks, keys and solved notebooks from solutions/ and the catalogue.

    Example: python -m autograder build && git add notebooks solutions course_utils/data
    """
    from autograder import build as builder
    from autograder.build.source import SourceError
    from autograder.errors import Refused
    from course_utils.exercise import UnknownExercise

    def say(line: str) -> None:
        if not quiet:
            typer.echo(f"  {line}")

    try:
        report = builder.check_build(say) if check else builder.build(run_all=run_all, say=say)
    except (SourceError, UnknownExercise) as fault:
        raise Refused(str(fault)) from None
    for line in report.faults:
        typer.echo(f"✗ {line}", err=True)
    if report.faults:
        raise typer.Exit(1)
    if not quiet:
        if check:
            typer.echo("✓ every file is what its source makes, and no solution leaks.")
        else:
            typer.echo(f"✓ {len(report.written)} files written, {len(report.unchanged)} as before.")
