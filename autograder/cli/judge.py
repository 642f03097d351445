"""``autograder judge``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import an_exercise, exercise_ids, offers, python_files


def judge(
    exercise: Annotated[
        str,
        typer.Argument(
            callback=an_exercise,
            autocompletion=offers(exercise_ids),
            help="The exercise's id, such as lr-backward.",
        ),
    ],
    files: Annotated[
        list[Path],
        typer.Argument(
            callback=python_files,
            help="Python files that define its symbol, or folders of such files.",
        ),
    ],
    as_json: Annotated[bool, json_option("One JSON object a file, in their order.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one per core unless given.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    unsandboxed: Annotated[
        bool, typer.Option("--unsandboxed", help="Run without isolation: for trusted answers only.")
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(
            help="Judge on the workers of a Dask cluster: its scheduler's address, such as "
            "tls://host:8786; docs/cluster.md. --workers has no effect then."
        ),
    ] = None,
) -> None:
    """Judge single answers, in the sandbox and by fresh hidden cases.

    A file sees the names of the notebooks' set-up cell (torch, nn, F, optim, math, device). For
    exercises on LR it defines the class LR; for lr-train also train. Exit code 0, whatever the
    verdicts are: a file that is there and cannot be read has one, too. Where a file or folder
    that was named is not there, nothing is judged.

    With --json a row has the verdict: file, exercise, state, score, max_score, mistake, message.
    Where the place was found, it also has line, place (what stands there), kind (of the edit that
    was tried), proof and change (what the edit is). proof is "passes" when all visible cases pass
    with the edit, and "further" when they get further. These are null where no place was looked
    for or found.

    Example: python -m autograder judge lr-backward answers/*.py --json
    """
    from autograder.cli.hands import hands
    from autograder.cli.plain import plain_lines, without_escapes
    from autograder.cli.progress import tracked
    from autograder.course.secret import new_secret
    from autograder.errors import Refused
    from autograder.grade.answers import judge_files
    from autograder.sandbox.jobs import SandboxUnavailable

    try:
        # Verdicts that appear one by one are progress enough.
        hide = quiet or sys.stdout.isatty() or len(files) < 2
        with hands(cluster, workers, unsandboxed=unsandboxed, begin=lambda: None) as judges:
            answers = judge_files(
                exercise, files, new_secret(), workers=judges.workers, unsandboxed=unsandboxed,
                open_pool=judges.open_pool,
            )  # fmt: skip
            for answer in tracked(answers, len(files), "judging", hide):
                if as_json:
                    print_objects([answer])
                else:
                    points = f"{answer['score']:g}/{answer['max_score']:g}"
                    head = f"{without_escapes(answer['file'])}  {answer['state']}  {points}"
                    typer.echo(f"{head}\n{plain_lines(answer['message'])}\n")
    except SandboxUnavailable as fault:
        raise Refused(str(fault)) from None
