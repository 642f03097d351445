"""What comes from submissions reaches the terminal as text, never as orders to it."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from autograder.cli import table
from autograder.cli.plain import plain_lines, without_escapes
from autograder.course.rows import MarkChange, row_of
from autograder.course.standing import Standing
from autograder.submission.remark import Remark
from autograder.submission.result import Result, Submission

NASTY = [
    "\x1b[31mred",
    "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
    "\x9b2J",
    "back\b\b\bspace",
    "new\r\nline",
    "\u202etxt.exe",
    "\u2066isolated\u2069",
    "zero\u200bwidth",
    "bell\a",
    "[red]markup[/red]",
    "[link=http://evil.example]x[/link]",
    "[/]",
    ":skull:",
]
ORDERS = [chr(c) for c in (*range(32), *range(127, 160)) if chr(c) != "\n"] + ["\u202e", "\u2066"]


@pytest.mark.parametrize("text", NASTY)
def test_names_and_flags_cannot_command_the_terminal(text, monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(table, "console", Console(file=shown, width=200, force_terminal=False))
    result = Result(
        Submission(text, "04", name=text), "flagged", {}, (Remark("earlier", text=text),)
    )
    table.results_table([row_of(result)], {text: text})
    table.changes_table([MarkChange(text, text, "1/2", "2/2", "regraded", {text: ("0", "1")})])
    output = shown.getvalue()
    assert not [order for order in ORDERS if order in output]
    for letters in ("markup", "skull", "txt.exe", "link"):
        if letters in text:
            assert letters in output
    assert "[red]" in output or "[red]" not in text, "it was read as markup"


def test_ordinary_names_of_any_script_stay_as_they_are():
    for name in ("Zoë Müller", "김민준", "O'Neill-Ångström", "Ἀριάδνη", "محمد"):
        assert without_escapes(name) == name
        assert plain_lines(f"  {name}\n{name}") == f"  {name}\n{name}"


def test_json_lines_hold_nothing_but_ascii(capsys):
    result = Result(
        Submission("\x9b31m", "04", name="Zoë"), "flagged", {}, (Remark("earlier", text="\u202e"),)
    )
    table.json_line(result, row_of(result))
    line = capsys.readouterr().out
    assert line.isascii() and line.count("\n") == 1
    assert json.loads(line)["submission"]["name"] == "Zoë"


def test_a_json_line_begins_with_what_a_spreadsheet_wants(capsys):
    remarks = [Remark("earlier", text=f"text {n}") for n in range(4)]
    result = Result(Submission("12", "04", name="Zoë"), "flagged", {}, tuple(remarks))
    table.json_line(result, row_of(result, Standing(17, 20, 2, waits=False)))
    line = json.loads(capsys.readouterr().out)
    flat = dict(list(line.items())[:7])
    flag = flat.pop("flag")
    assert flat == {
        "id": "12", "name": "Zoë", "chapter": "04", "state": "flagged", "points": 15, "max": 20,
    }  # fmt: skip
    assert isinstance(flag, str) and "text 0" in flag and flag.endswith("; and 2 more")
