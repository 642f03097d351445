"""``autograder bundle``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import ThisChapter, existing, offers, one_of


def _hosts() -> tuple[str, ...]:
    return ("gradescope", "github-classroom", "prairielearn")


def _protections() -> tuple[str, ...]:
    return ("sandbox", "container")


def bundle(
    host: Annotated[
        str,
        typer.Argument(
            callback=one_of(_hosts),
            autocompletion=offers(_hosts),
            help="Where it grades: gradescope, github-classroom or prairielearn.",
        ),
    ],
    chapter: ThisChapter,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The zip; HOST-CHAPTER.zip here when left out."),
    ] = None,
    protection: Annotated[
        str,
        typer.Option(
            callback=one_of(_protections),
            autocompletion=offers(_protections),
            help="sandbox: grade in a sandbox or not at all. container: where the host gives none, "
            "as a user without rights in the host's container.",
        ),
    ] = "sandbox",
    course: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            callback=existing,
            help="The course folder whose seed and releases count; its own seed when left out.",
        ),
    ] = None,
    image: Annotated[
        str, typer.Option(help="PrairieLearn: the Docker image that you build from the bundle.")
    ] = "",
    grader: Annotated[
        str, typer.Option(help="GitHub: your private repository for the grader, as owner/name.")
    ] = "",
) -> None:
    """Make what Gradescope, GitHub or PrairieLearn grades a chapter with.

    The zip holds this course's grader, the right answers and a secret seed: it is the
    instructor's, and no student may see it. Verdicts are the same as those of `grade`, with the
    same words. docs/hosts.md leads from nothing to a graded submission on each host, and says
    what each of them shows to whom, and what is protected there.

    Where a host allows no sandbox, a bundle of --protection sandbox gives no mark and says why.
    With --protection container it grades as a user without rights, and tells the instructor each
    time what that does not protect. With --course the hidden inputs and so the marks are those of
    `grade` on that folder; on GitHub the seed is always a different one.

    Examples: python -m autograder bundle gradescope --chapter 4 --protection container
    python -m autograder bundle github-classroom --chapter 4 --grader my-org/grader
    python -m autograder bundle prairielearn --chapter 4 --image me/workbook-grader:1
    """
    from autograder.bundle.layout import BundleRequest
    from autograder.bundle.make import make_bundle

    made = make_bundle(
        BundleRequest(
            host,  # type: ignore[arg-type]
            chapter,
            output or Path(f"{host}-{chapter}.zip"),
            protection,
            course,
            image,
            grader,
        )
    )
    seed = f"that of {course}" if made.shares_seed else "its own"
    if made.shares_seed and not made.shares_cases:
        seed += (
            "; its hidden cases are the same for everybody: a host does not say whose file it is,"
            "\n              and course.toml sets variants = true for `grade` alone"
        )
    typer.echo(
        f"✓ {made.output}: {made.files} files, for {host}\n"
        f"  chapter     {chapter}\n  protection  {protection}\n  seed        {seed}\n\n"
        "It holds the right answers and the seed of the hidden inputs: keep it from students.\n"
        "docs/hosts.md says what to do with it, and what is protected where."
    )
