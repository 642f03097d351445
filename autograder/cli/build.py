"""``autograder build``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import offers, scope_words


def build(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            autocompletion=offers(scope_words),
            help="Exercises and chapters; the whole course unless given.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a file is stale or leaks.")
    ] = False,
    run_all: Annotated[
        bool, typer.Option("--run-all", help="Execute every solved notebook again.")
    ] = False,
    lang: Annotated[
        str, typer.Option("--lang", help="Build the course in this language, into editions/.")
    ] = "",
    update: Annotated[
        bool,
        typer.Option("--update", help="With --lang: bring its catalogue in locale/ up to date."),
    ] = False,
    pot: Annotated[
        bool, typer.Option("--pot", help="Write locale/en.pot: all that can be translated.")
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

    With --lang nothing of the English course is written: editions/ gets notebooks and the
    student's package in that language, from locale/de.po and the data of the last English build.
    What has no translation there is English, and counted by chapter; an entry that has lost a
    formula, code, a link or a field is named, and English, too: exit code 1. `pseudo` is a
    language without a catalogue, which shows what a translation would not reach. --update makes
    the catalogue, or takes in what is new, and keeps what is translated.

    Examples:
    python -m autograder build
    python -m autograder build bce
    python -m autograder build 01_tensors
    python -m autograder build --check
    python -m autograder build --lang pseudo
    python -m autograder build --lang de --update
    """
    from autograder.authoring.scope import scope_of
    from autograder.build import builder
    from autograder.build.outline import SourceError
    from autograder.errors import Refused
    from course_utils.core.exercise import UnknownExercise

    def say(line: str) -> None:
        if not quiet:
            typer.echo(f"  {line}")

    if lang or pot or update:
        if what or check or run_all:
            raise Refused("--lang, --update and --pot build the whole course: name nothing else.")
        from autograder.translation.pseudo import NAME_OF_IT

        if update and lang in ("", NAME_OF_IT):
            raise Refused("--update needs the language, such as --lang de: which catalogue is it?")
        _refuse_unanswered()
        _in_language(lang, update, pot, say)
        return
    exercises = scope_of(what or ()).exercises
    _refuse_unanswered()
    try:
        if check:
            report = builder.check_build(say)
        else:
            report = builder.build(run_all=run_all, say=say, exercises=exercises)
    except (SourceError, UnknownExercise) as fault:
        raise Refused(str(fault)) from None
    for line in report.faults:
        typer.echo(f"✗ {line}", err=True)
    _warn_unfinished(report.unfinished)
    if report.faults:
        raise typer.Exit(1)
    if not quiet:
        if check:
            typer.echo("✓ every file is what its source makes, and no solution leaks.")
        else:
            names = f": {', '.join(report.written)}" if report.written else ""
            count = f"{len(report.written)} {'file' if len(report.written) == 1 else 'files'}"
            typer.echo(f"✓ {count} written{names}; {len(report.unchanged)} as before.")


def _cells_in(path: Path) -> tuple[str, str]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return path.name, "\n".join("".join(cell["source"]) for cell in cells)


def _warn_unfinished(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(f"⚠ {line}", err=True)


def _refuse_unanswered() -> None:
    """Before anything is written: what new-exercise and new-chapter left to the author."""
    from autograder.authoring.lint import unbuildable
    from autograder.errors import Refused

    names, faults = unbuildable()
    for line in faults:
        typer.echo(f"✗ {line}", err=True)
    if names:
        raise Refused(
            f"nothing is built: keys come from answers, and those of {', '.join(names)} are still "
            "the scaffold's. The lines above are what is to be written."
        )


def _in_language(lang: str, update: bool, pot: bool, say: Callable[[str], None]) -> None:
    """What there is to translate, a language's catalogue, or the course in the language."""
    from autograder.build import leaks
    from autograder.build.edition import build_edition, language_of, texts_to_translate
    from autograder.files.atomic import write_atomic
    from autograder.files.paths import ROOT
    from autograder.translation.catalog import POT, po_path, pot_text, updated_text

    if pot or update:
        path, texts = po_path(lang) if update else POT, texts_to_translate()
        write_atomic(path, updated_text(lang, texts) if update else pot_text(texts))
        _warn_unfinished(leaks.unfinished((one.context, one.text) for one in texts))
        typer.echo(f"✓ {path.relative_to(ROOT)} is up to date.")
        return
    made = build_edition(language_of(lang), say)
    for area, done, count in made.counts:
        typer.echo(f"{area:24} {done:5} of {count:5} texts")
    if made.unknown:
        typer.echo(f"{made.unknown} entries are of texts that are no longer there: --update.")
    for broken in made.broken:
        typer.echo(f"✗ {broken}", err=True)
    folder = made.folder.relative_to(ROOT)
    typer.echo(f"✓ {folder} holds the course. To open it:")
    typer.echo(f"PYTHONPATH={folder} jupyter lab {folder}/notebooks")
    _warn_unfinished(leaks.unfinished(map(_cells_in, (made.folder / "notebooks").glob("*.ipynb"))))
    if made.broken:
        raise typer.Exit(1)
