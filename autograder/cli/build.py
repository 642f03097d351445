"""``autograder build``."""

from __future__ import annotations

from typing import Annotated

import typer


def build(
    what: Annotated[
        list[str] | None,
        typer.Argument(help="Exercises and chapters; the whole course unless given."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a file is stale or leaks.")
    ] = False,
    run_all: Annotated[
        bool, typer.Option("--run-all", help="Execute every solved notebook again.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only say what is wrong.")] = False,
) -> None:
    """Make notebooks, keys and solved notebooks from solutions/ and the catalogue.

    Building one exercise by its id takes seconds and touches no key of another. What concerns the
    whole course is always made, including the numbers in README.md; solved notebooks are executed
    again where their cells have changed. The last line names everything that was written: commit
    it together with its source. A TODO that students would read is named; --check and
    `release` refuse it. Exit code 1 when --check finds a file that is not what its source
    makes, a stub that passes, a solution that does not, or a solution in a student's file.

    Examples:
    python -m autograder build
    python -m autograder build bce
    python -m autograder build 01_tensors
    python -m autograder build --check
    """
    from autograder.authoring.scope import scope_of
    from autograder.build import builder
    from autograder.build.outline import SourceError
    from autograder.errors import Refused
    from course_utils.core.exercise import UnknownExercise

    def say(line: str) -> None:
        if not quiet:
            typer.echo(f"  {line}")

    exercises = scope_of(what or ()).exercises
    try:
        if check:
            report = builder.check_build(say)
        else:
            report = builder.build(run_all=run_all, say=say, exercises=exercises)
    except (SourceError, UnknownExercise) as fault:
        raise Refused(str(fault)) from None
    for line in report.faults:
        typer.echo(f"✗ {line}", err=True)
    for line in report.unfinished:
        typer.echo(f"⚠ {line}", err=True)
    if report.faults:
        raise typer.Exit(1)
    if not quiet:
        if check:
            typer.echo("✓ every file is what its source makes, and no solution leaks.")
        else:
            names = f": {', '.join(report.written)}" if report.written else ""
            count = f"{len(report.written)} {'file' if len(report.written) == 1 else 'files'}"
            typer.echo(f"✓ {count} written{names}; {len(report.unchanged)} as before.")
