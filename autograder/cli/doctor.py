"""``autograder doctor``."""

from __future__ import annotations

import typer


def doctor() -> None:
    """Say which isolation this machine gives, what is missing, and how to get the best.

    Exit code 1 when something is not as it should be.

    Example: python -m autograder doctor
    """
    from autograder.sandbox.doctor import examine

    findings = examine()
    for finding in findings:
        sign = "✓" if finding.ok else "✗"
        typer.echo(f"{sign} {finding.name}: {finding.detail}")
        if finding.advice:
            typer.echo(f"    → {finding.advice}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)
