"""``autograder new-exercise``."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.options import ThisChapter


def new_exercise(
    exercise: Annotated[str, typer.Argument(help="The new id, such as leaky-relu.")],
    chapter: ThisChapter,
    symbol: Annotated[
        str, typer.Option(help="What students define; made from the id unless given.")
    ] = "",
    takes: Annotated[
        list[str] | None,
        typer.Option(
            help="An argument: its name, or name:kind with tensor, vector, labels, number or "
            "integer. Once for each, in order; x unless given. For a class: those of __init__."
        ),
    ] = None,
    gives: Annotated[str, typer.Option(help="The result: tensor or scalar.")] = "tensor",
    kind: Annotated[
        str, typer.Option(help="function, or class for a Module that is made and called with x.")
    ] = "function",
    after: Annotated[
        str, typer.Option(help="The exercise that it follows; the chapter's last unless given.")
    ] = "",
    points: Annotated[float, typer.Option(help="Its points, of the chapter's 20.")] = 1,
    minutes: Annotated[int, typer.Option(min=1, help="How long it takes.")] = 10,
    difficulty: Annotated[int, typer.Option(min=1, max=5, help="1 a line, 5 an evening.")] = 2,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No next steps.")] = False,
) -> None:
    """Scaffold a new exercise: catalogue file, probe, and the cells of the chapter's source.

    What you have to write is marked TODO, and `audit` names every such place. Nothing is written
    when the id exists or something else does not fit. CONTRIBUTING.md walks through an example
    from here to the graded notebook.

    Example: python -m autograder new-exercise leaky-relu --chapter 01_tensors --takes x --takes
    slope:number --after layer-loop
    """
    from autograder.authoring.scaffold import Wanted, next_steps, scaffold
    from autograder.files.paths import ROOT

    wanted = Wanted(
        exercise, chapter, symbol, tuple(takes or ()), gives, kind, after, points, minutes,
        difficulty,
    )  # fmt: skip
    written = scaffold(wanted)
    for path in written:
        typer.echo(f"✓ {path.relative_to(ROOT)}")
    if not quiet:
        typer.echo("\nNow, in this order:")
        for number, step in enumerate(next_steps(wanted, written), 1):
            typer.echo(f"  {number}. {step}")
