"""``autograder audit``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import a_new_file, offers, scope_words

if TYPE_CHECKING:
    from autograder.authoring.audit import Quality


def audit(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            autocompletion=offers(scope_words),
            help="Exercises and chapters; the whole course unless given.",
        ),
    ] = None,
    as_json: Annotated[bool, json_option("One JSON object an exercise, with its id.")] = False,
    html: Annotated[
        Path | None,
        typer.Option(callback=a_new_file, help="Write the table as a page to this file."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one per core unless given.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bar, no table: only what is missing.")
    ] = False,
) -> None:
    """Measure the catalogue: mistakes, mutants, right answers, time of a check.

    Every wrong answer has to be refused under its own name, and every right one has to pass. No
    mechanical change of the reference (an operator, a constant, an axis, a deleted statement) may
    pass unless it is listed as harmless. What an exercise lacks is said in the same words that the
    tests use. Exit code 1 when something is missing.

    Example: python -m autograder audit 04_logistic_regression softmax --html audit.html
    """
    from autograder.authoring.audit import audit as measure
    from autograder.authoring.html_page import audit_page
    from autograder.authoring.lint import chapter_faults
    from autograder.authoring.scope import scope_of
    from autograder.cli.progress import tracked

    scope = scope_of(what or ())
    ids = scope.exercises
    found = tracked(measure(ids, workers), len(ids), "auditing", quiet or as_json)
    by_id = {quality.id: quality for quality in found}
    qualities = [by_id[name] for name in ids]
    faults = [fault for quality in qualities for fault in quality.faults]
    faults += [fault for chapter in scope.chapters for fault in chapter_faults(chapter)]
    if html:
        from autograder.report.write import put_report

        put_report(html, audit_page(qualities, faults))
    if as_json:
        print_objects(quality.to_json() for quality in qualities)
    elif not quiet:
        _table(qualities)
    for fault in faults:
        typer.echo(f"✗ {fault}", err=True)
    if html and not as_json:
        typer.echo(f"the page: {html}")
    if faults:
        raise typer.Exit(1)


def _table(qualities: Sequence[Quality]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from autograder.authoring.html_page import COLUMNS, row, totals

    console = Console()
    table = Table(header_style="bold", pad_edge=False, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in COLUMNS:
        table.add_column(column.short, justify="left" if column.words else "right", no_wrap=True)
    lines = []
    chapter = ""
    for quality in qualities:
        if chapter and quality.chapter != chapter:
            table.add_section()
        chapter = quality.chapter
        cells = [Text(cell) for cell in row(quality)]
        cells[0].stylize("green" if quality.ok else "red")
        table.add_row(*cells)
        pairs = zip(COLUMNS[1:], cells[1:], strict=True)
        numbers = " · ".join(f"{column.short} {cell.plain}" for column, cell in pairs)
        lines.append(Text.assemble(cells[0], ": ", numbers))
    if Console(width=500).measure(table).maximum <= console.width:
        console.print(table)
    else:  # a table that is cut says nothing
        for line in lines:
            console.print(line)
    console.print(totals(qualities), highlight=False, soft_wrap=True)
