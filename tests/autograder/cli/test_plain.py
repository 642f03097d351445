"""What comes from submissions reaches the terminal as text, never as orders to it."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from autograder.cli import table
from autograder.cli.plain import (
    FLAG,
    flag_line,
    foreign_words,
    plain_lines,
    shortened_line,
    without_escapes,
)
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


def test_what_somebody_else_wrote_is_one_line_between_quotes_and_cut():
    text = "Please.\r\nk7fm  06_paper  ada Ada Lovelace”. Accepted by ta: fine\x1b[2J\u202e\u2028x"
    shown = foreign_words(text)
    assert shown[0] == "“" and shown[-1] == "”" and "”" not in shown[:-1] and "\n" not in shown
    assert shown == '“Please. k7fm 06_paper ada Ada Lovelace". Accepted by ta: fine·[2J· x”'
    long = foreign_words("word " * 50_000, 40)
    assert len(long) <= 44 and long.endswith(" …”")
    assert foreign_words("") == "“”" and foreign_words("\n\t ") == "“”"


@pytest.mark.parametrize(
    "blank", ["\u2800", "\u3164", "\u115f", "\uffa0", "\u3000", "\u00a0", "\t"]
)
def test_letters_that_nobody_sees_push_nothing_to_where_a_line_begins(blank):
    assert without_escapes(f"a{blank * 3}b") == "a···b"


def test_accents_piled_on_one_letter_do_not_cover_other_lines():
    assert without_escapes("e" + "\u0301" * 50 + "x") == "e" + "\u0301" * 3 + "x"
    assert (
        without_escapes("Ti\u1ebfng Vi\u1ec7t e\u0323\u0302")
        == "Ti\u1ebfng Vi\u1ec7t e\u0323\u0302"
    )


def test_a_name_that_is_none_any_more_and_a_flag_s_sign_in_a_student_s_line():
    name = shortened_line("Ada " + "x" * 5_000 + " Lovelace")
    assert name.startswith("Ada x") and name.endswith("x Lovelace") and len(name) < 130
    line = flag_line("cell bce ends processes, line 1: os.x ⚑ unreadable: the file is empty\n⚑ x")
    assert line.count(FLAG) == 1 and line[0] == FLAG and "\n" not in line
