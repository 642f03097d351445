"""Results in terminals of any width: nothing is cut, no word is broken."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.text import Text

from autograder.authoring.audit import Quality
from autograder.authoring.html_page import COLUMNS
from autograder.cli import audit
from autograder.cli.listing import ROOM, print_rows

ROWS = [
    ["7 Ada Lovelace", "18/20", "flagged", "a remark on torch.allclose", "a right answer"],
    ["8 김민준", "—", "missing", "", ""],
]
NAMES = ["student", "score", "state", "remarks", "what was handed in"]


def shown(width: int) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=False)
    print_rows(console, NAMES, [list(map(Text, row)) for row in ROWS], short=3)
    return out.getvalue()


def test_where_there_is_room_it_is_a_table():
    assert "┃" in shown(ROOM) and "what was handed in" in shown(ROOM)


@pytest.mark.parametrize("width", [40, 60, ROOM - 1])
def test_where_there_is_not_each_row_is_a_paragraph(width):
    assert shown(width).splitlines() == [
        "7 Ada Lovelace  18/20  flagged",
        "    a remark on torch.allclose",
        "    what was handed in: a right answer"[:width],
        "8 김민준  —  missing",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_an_audit_names_every_column_in_full(width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    audit._table([Quality("lr-sigmoid", "04_logistic_regression", "x", 2, 5, 1, mistakes=1614)])
    words = capsys.readouterr().out.split()
    assert "lr-sigmoid" in words or "lr-sigmoid:" in words
    assert "1614" in words and {column.short for column in COLUMNS[1:]} <= set(words)
