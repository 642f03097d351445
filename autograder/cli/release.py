"""``autograder release``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from autograder.cli.options import CLASSROOM, NewCourseFolder, offers, one_of


def _modes() -> tuple[str, ...]:
    return ("graded", "self-study")


def release(
    folder: Annotated[
        Path, typer.Argument(help="Where the public tree goes: new, empty, or an earlier release.")
    ],
    course: NewCourseFolder = CLASSROOM,
    mode: Annotated[
        str,
        typer.Option(
            callback=one_of(_modes),
            autocompletion=offers(_modes),
            help="graded, or self-study: then the last hint says where solutions lie.",
        ),
    ] = "graded",
    no_book: Annotated[
        bool, typer.Option("--no-book", help="Leave the book out: it needs the extra `book`.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only say what is wrong.")] = False,
) -> None:
    """Make the public repository's tree: notebooks, the package as a wheel, the book, nothing else.

    Every file, inside the wheel too, is searched before it is written. Outside the hints it may
    hold no two neighbouring lines of a solution, no three of a right answer of the catalogue
    (all of a shorter one), and no hidden region. The tree holds the book, and a workflow that
    puts it on GitHub Pages, unless --no-book is given. The hints are in the wheel; the third is
    nearly the line, and anybody who opens the wheel can read them without asking. `hints = 2`
    in course.toml of the course folder leaves the third out, of the wheel and of the feedback
    pages. The notebooks carry the release's name, the version and a digest of their contents.
    An archive with checksums, the notebooks as they are given out and the visible keys stay in
    releases/ of the course folder: `grade` rebuilds every submission from the release that its
    student has. Points are always today's, because nbgrader has one number for a cell. Only where
    a chapter has got or lost exercises since, an earlier release keeps its own. The
    command says what has changed since the last release, and prints a text that tells the class:
    points, contracts, stubs, checks, hints, new and removed exercises.

    Example: python -m autograder release ../public --course classroom
    """
    from autograder.book.folder import make_book
    from autograder.book.site import require_generator
    from autograder.release.announced import told_class
    from autograder.release.make import make_release

    def say(line: str) -> None:
        if not quiet:
            typer.echo(f"  {line}", err=True)

    if not no_book:
        require_generator()  # before the proof, which takes a minute
    made = make_release(folder, course, mode, book=None if no_book else make_book, say=say)
    if quiet:
        return
    count = len(made.files)
    typer.echo(f"✓ release {made.release}: {count} files in {folder}; no solution found in them")
    for name in made.files:
        if not name.startswith("book/"):
            typer.echo(f"  {name}")
    if made.own_seeds:
        typer.echo(f"each student has seeds of his or her own in {', '.join(made.own_seeds)}")
    if made.before:
        _say_since(made.release, made.before, made.since)
        told = told_class(course, made.before, made.release)
        unknown = f"{made.before} in releases/ cannot be read: compare by hand.\n"
        typer.echo(f"\nFor the class:\n\n{told or unknown}", nl=False)
    typer.echo(
        f"\narchive     {made.archive}\nchecksums   {made.kept / 'SHA256SUMS'}\n"
        f"for grading {made.kept}\n\n"
        f"Now push {folder} as the public repository, and attach the wheel to its release "
        f"v{made.release.partition('+')[0]}: the notebooks' set-up cell for Colab loads it from "
        "there."
    )


def _say_since(release: str, before: str, since: Any) -> None:
    from autograder.rebuild.since import changes_in_words, short

    name = short(before, release)
    changes = changes_in_words(since) or "nothing in points, contracts and visible checks"
    typer.echo(f"\nsince {name}: {changes}")
    for one in since:
        if one.what == "points":
            typer.echo(
                f"  {one.exercise} counts {one.after:g} instead of {one.before:g}: in submissions "
                f"of {name}, too, once they are graded (again)."
            )
