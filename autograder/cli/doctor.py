"""``autograder doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def doctor(
    course: Annotated[
        Path | None,
        typer.Option(help="Look at this course folder, too: its settings and its gradebook."),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="Add the lines that the folder's nbgrader_config.py lacks, at its end; the file "
            "as it was stays beside it.",
        ),
    ] = False,
) -> None:
    """Say which isolation this machine gives, what is missing, and how to get the best.

    With --course it looks at a course folder instead: whether nbgrader's own commands would grade
    in it as this project does, which course and which gradebook its settings name, and whether
    that can be read. Nothing is changed without --fix. Exit code 1 when something is not as it
    should be.

    Examples: python -m autograder doctor
    python -m autograder doctor --course classroom --fix
    """
    from autograder.sandbox.doctor import inspect_machine

    if course is None:
        if fix:
            raise typer.BadParameter("--fix needs --course, the folder to mend.")
        findings = inspect_machine()
    else:
        from autograder.course.checkup import examine_course

        if fix:
            _fix(course)
        findings = examine_course(course)
    for finding in findings:
        sign = "✓" if finding.ok else "✗"
        typer.echo(f"{sign} {finding.name}: {finding.detail}")
        if finding.advice:
            typer.echo(f"    → {finding.advice}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _fix(course: Path) -> None:
    from autograder.course.config import FILE, add_lines
    from autograder.errors import Refused

    if not course.is_dir():
        raise Refused(f"{course} is no folder.")
    lines, kept = add_lines(course)
    for line in lines:
        typer.echo(f"added to {course / FILE}: {line}")
    if kept is not None:
        typer.echo(f"the file as it was: {kept}")
