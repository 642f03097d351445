"""``autograder doctor``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import existing

if TYPE_CHECKING:
    from autograder.sandbox.doctor import Inspection


def doctor(
    course: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            callback=existing,
            help="Look at this course folder, too: its settings and its gradebook.",
        ),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="Add the lines that the folder's nbgrader_config.py lacks, at its end, also what "
            "newer folders have; the file as it was stays next to it.",
        ),
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(
            help="Look at every machine of a Dask cluster instead: its scheduler's address, such "
            "as tls://host:8786."
        ),
    ] = None,
    as_json: Annotated[
        bool,
        json_option(
            "One JSON object a finding: name, ok, detail, advice. With --cluster one a machine."
        ),
    ] = False,
) -> None:
    """Say which isolation this machine gives, what is missing, and how to get the best.

    With --course it looks at a course folder instead: whether nbgrader's own commands would grade
    in it as this project does, which course and which gradebook its settings name, and whether
    that can be read. Nothing is changed without --fix. With --cluster it looks at each machine that
    has workers, and says which of them would not be used and why (docs/cluster.md). Exit code 1
    when something is not as it should be.

    Examples: python -m autograder doctor
    python -m autograder doctor --cluster tls://grading.example.org:8786
    python -m autograder doctor --course classroom --fix
    """
    from autograder.sandbox.doctor import inspect_machine

    if cluster is not None:
        if course is not None or fix:
            raise typer.BadParameter("--cluster stands alone: other machines have no course.")
        _look_at_all(cluster, as_json=as_json)
        return
    if course is None:
        if fix:
            raise typer.BadParameter("--fix needs --course, the folder to correct.")
        findings = inspect_machine()
    else:
        from autograder.course.checkup import examine_course

        if fix:
            _fix(course, beside=as_json)
        findings = examine_course(course)
    if as_json:
        print_objects(map(asdict, findings))
    else:
        _say(findings)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _say(findings: Sequence[Inspection], before: str = "") -> None:
    from autograder.cli.plain import plain_lines

    for finding in findings:
        sign = "✓" if finding.ok else "✗"
        typer.echo(f"{before}{sign} {plain_lines(f'{finding.name}: {finding.detail}')}")
        if finding.advice:
            typer.echo(f"{before}    → {plain_lines(finding.advice)}")


def _look_at_all(cluster: str, *, as_json: bool) -> None:
    from autograder.cli.plain import plain_lines
    from autograder.execute.cluster_survey import survey

    machines = survey(cluster)
    if as_json:
        print_objects(map(asdict, machines))
    for machine in () if as_json else machines:
        count = len(machine.workers)
        several = f"{count} workers" if count > 1 else "1 worker"
        typer.echo(plain_lines(f"{machine.host} ({several}: {', '.join(machine.workers)})"))
        for why in machine.why:
            typer.echo(f"  ✗ not used: {plain_lines(why)}")
        if not machine.why:
            typer.echo("  ✓ fits: versions and files are those of this machine")
        _say(machine.findings, "  ")
    if not all(m.findings and not m.why and all(f.ok for f in m.findings) for m in machines):
        raise typer.Exit(1)


def _fix(course: Path, *, beside: bool) -> None:
    from autograder.course.config import FILE, add_lines
    from autograder.course.rubric_line import rubric_line
    from autograder.errors import Refused

    if not course.is_dir():
        raise Refused(f"{course} is not a folder.")
    found = rubric_line(course)
    # A list of the instructor's own stays; what to add to it is told below.
    lines, kept = add_lines(course, rubric=bool(found.line) and found.own is None)
    for line in lines:
        typer.echo(f"added to {course / FILE}: {line}", err=beside)
    if kept is not None:
        typer.echo(f"the file as it was: {kept}", err=beside)
