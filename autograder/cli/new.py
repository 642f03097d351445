"""``autograder new-exercise`` and ``new-chapter``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import ThisChapter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Symbol = Annotated[str, typer.Option(help="What students define; made from the id unless given.")]
Takes = Annotated[
    list[str] | None,
    typer.Option(
        help="An argument: its name, or name:kind with tensor, vector, labels, number or "
        "integer. Once for each, in order; x unless given. For a class: those of __init__."
    ),
]
Gives = Annotated[str, typer.Option(help="The result: tensor or scalar.")]
Kind = Annotated[
    str, typer.Option(help="function, or class for a Module that is made and called with x.")
]
Minutes = Annotated[int, typer.Option(min=1, help="How long it takes.")]
Difficulty = Annotated[int, typer.Option(min=1, max=5, help="1 a line, 5 an evening.")]
NoSteps = Annotated[bool, typer.Option("--quiet", "-q", help="No next steps.")]


def new_exercise(
    exercise: Annotated[str, typer.Argument(help="The new id, such as leaky-relu.")],
    chapter: ThisChapter,
    symbol: Symbol = "",
    takes: Takes = None,
    gives: Gives = "tensor",
    kind: Kind = "function",
    after: Annotated[
        str, typer.Option(help="The exercise that it follows; the chapter's last unless given.")
    ] = "",
    points: Annotated[float, typer.Option(help="Its points, of the chapter's 20.")] = 1,
    minutes: Minutes = 10,
    difficulty: Difficulty = 2,
    quiet: NoSteps = False,
) -> None:
    """Scaffold a new exercise: catalogue file, probe, and the cells of the chapter's source.

    What you have to write is marked TODO, and `audit` names every such place. Nothing is written
    when the id exists or something else does not fit. CONTRIBUTING.md walks through an example
    from here to the graded notebook.

    Example: python -m autograder new-exercise leaky-relu --chapter 01_tensors --takes x --takes
    slope:number --after layer-loop
    """
    from autograder.authoring.scaffold import Wanted, next_steps, scaffold

    wanted = Wanted(
        exercise, chapter, symbol, tuple(takes or ()), gives, kind, after, points, minutes,
        difficulty,
    )  # fmt: skip
    written = scaffold(wanted)
    _say_written(written, () if quiet else next_steps(wanted, written))


def new_chapter(
    name: Annotated[str, typer.Argument(help="The next number and a name, such as 08_attention.")],
    title: Annotated[
        str, typer.Option(help="Its heading, without the number; made from the name unless given.")
    ] = "",
    exercise: Annotated[
        str,
        typer.Option(
            help="The id of its first exercise, such as scaled-scores; first-NAME unless given. "
            "What follows is about that exercise."
        ),
    ] = "",
    symbol: Symbol = "",
    takes: Takes = None,
    gives: Gives = "tensor",
    kind: Kind = "function",
    minutes: Minutes = 10,
    difficulty: Difficulty = 2,
    quiet: NoSteps = False,
) -> None:
    """Scaffold a new chapter: source, catalogue, probes, review questions, a first exercise.

    It comes after the last chapter. What you have to write is marked TODO, and `audit` names every
    such line. The first exercise holds all 20 points of the chapter until others take theirs:
    `new-exercise` adds them. Nothing is written when the chapter exists, its number is not the next
    one, or something else does not fit.

    Example: python -m autograder new-chapter 08_attention --title "Attention" --exercise
    scaled-scores --takes q --takes k
    """
    from autograder.authoring.chapter_name import check_chapter_name, check_chapter_title

    # First: what follows loads the catalogue, which takes seconds.
    check_chapter_name(name)
    check_chapter_title(title)

    from autograder.authoring.lint import CHAPTER_POINTS
    from autograder.authoring.new_chapter import WantedChapter, chapter_steps, scaffold_chapter
    from autograder.authoring.scaffold import Wanted

    first = Wanted(
        exercise, "", symbol, tuple(takes or ()), gives, kind, "", CHAPTER_POINTS, minutes,
        difficulty,
    )  # fmt: skip
    wanted = WantedChapter(name, title, first)
    _say_written(scaffold_chapter(wanted), () if quiet else chapter_steps(wanted))


def _say_written(written: Sequence[Path], steps: Sequence[str]) -> None:
    """The files, and what is to be done now."""
    from autograder.files.paths import ROOT

    for path in written:
        typer.echo(f"✓ {path.relative_to(ROOT)}")
    if steps:
        typer.echo("\nNow, in this order:")
    for number, step in enumerate(steps, 1):
        typer.echo(f"  {number}. {step}")
