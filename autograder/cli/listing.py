"""Rows of a result in the terminal: a table where there is room, a paragraph each where not."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

ROOM = 100  # columns under which cells would be so narrow that words are broken

CellRow = Sequence[Text]


def print_rows(
    console: Console, names: Sequence[str], rows: Sequence[CellRow], *, short: int, right: int = -1
) -> None:
    """Print one row after the other.

    Args:
        console: where to.
        names: of the columns.
        rows: as many cells each.
        short: how many cells at the start are a word or two; in a narrow terminal they share
            a line, and each of the others gets its own below it.
        right: the column whose numbers stand below each other, or -1.
    """
    if console.width >= ROOM:
        table = Table(title=None, header_style="bold", pad_edge=False)
        for number, name in enumerate(names):
            table.add_column(name, overflow="fold", justify="right" if number == right else "left")
        for row in rows:
            table.add_row(*row)
        console.print(table)
        return
    for row in rows:
        console.print(Text("  ").join(cell for cell in row[:short] if cell.plain))
        for number, cell in enumerate(row[short:], short):
            if cell.plain:
                # The first one speaks for itself.
                line = cell if number == short else Text.assemble(f"{names[number]}: ", cell)
                console.print(Padding(line, (0, 0, 0, 4), expand=False))
