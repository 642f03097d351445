"""Orders of lines that students give: read, judged, remembered, shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from course_utils.line_puzzles.program import MOST_LEVELS, PlacedLine, Program, Puzzle
from course_utils.notebook.records import guesses, record_guess
from course_utils.texts import Message, say, words
from course_utils.views import html
from course_utils.views.card import Card

_PLACED = re.compile(r"(\d{1,3})\s*(>*)")
_LONGEST = 200
Order = Sequence[tuple[int, int]]
"""Pairs of a line's number, from 1, and how many steps it stands to the right."""


def answer_order(puzzle: Puzzle, given: str) -> Card:
    """Judge an order that was typed; what cannot be read is asked for again."""
    order = read_order(puzzle, given[:_LONGEST])
    if isinstance(order, Message):
        return html.note(order, puzzle.name)
    return judge_order(puzzle, order)


def judge_order(puzzle: Puzzle, order: Order, *, shown: bool = False) -> Card:
    """Keep the first try, and the first that passes; say what is at fault, or that it passes.

    Args:
        puzzle: whose lines these are.
        order: the student's.
        shown: the program stands on the page already.
    """
    program = program_of(puzzle, order)
    fault = puzzle.fault(program)
    if program.lines:
        record_guess(_kept_as(puzzle), write_order(order), fault is None)
    if fault is None:
        record_guess(f"{_kept_as(puzzle)}-passed", write_order(order), True)
        return passed_card(puzzle, order)
    why = words(say(fault.code))
    if fault.place is not None:
        line = program.lines[fault.place].line.text
        why = words(say("arrange.line-fault", place=fault.place + 1, line=line, why=why))
    headline = words(say("arrange.not-yet", why=why))
    code = "" if shown else numbered(puzzle, program, fault.place)
    framed = html.frame("not yet", "", headline, [html.code_lines(code)] if code else [])
    return Card(framed, "\n".join(filter(None, [_plain(headline), code])))


def passed_card(puzzle: Puzzle, order: Order) -> Card:
    """A program that does what it should, and why."""
    program = program_of(puzzle, order)
    headline, why = words(say("arrange.passed")), words(say(f"arrange.why-{puzzle.name}"))
    again = words(say("arrange.again", name=puzzle.name))
    code = program.text(puzzle.head)
    blocks = [html.code_lines(code), html.paragraph(why), html.paragraph(again)]
    framed = html.frame("passed", puzzle.name, headline, blocks)
    text = "\n".join([f"{puzzle.name}: {headline}", code, _plain(why), _plain(again)])
    return Card(framed, text)


def task_card(puzzle: Puzzle, *, typed: bool) -> Card:
    """The task; where numbers have to be typed, with the lines and how."""
    task, lines = words(say(f"arrange.task-{puzzle.name}")), offered(puzzle)
    if not typed:
        return Card(html.frame("hint", puzzle.name, task, []), f"{puzzle.name}: {_plain(task)}")
    how = words(say("arrange.how", name=puzzle.name, example=_example(puzzle)))
    shown = "\n".join(filter(None, [puzzle.head, *lines]))
    blocks = [html.code_lines(shown), html.paragraph(how)]
    text = "\n".join([f"{puzzle.name}: {_plain(task)}", shown, _plain(how)])
    return Card(html.frame("hint", puzzle.name, task, blocks), text)


def offered(puzzle: Puzzle) -> list[str]:
    """The lines with their numbers, as they are offered."""
    return [
        words(say("arrange.label", number=f"{number:2}", line=line.text))
        for number, line in enumerate(puzzle.jumbled, 1)
    ]


def numbered(puzzle: Puzzle, program: Program, marked: int | None) -> str:
    """The program with its lines' places, an arrow before the one that is marked."""
    lines = program.text(puzzle.head).split("\n") if program.lines else []
    first = 0 if puzzle.head else 1
    return "\n".join(
        f"{'→' if place - 1 == marked else ' '}{place or '':>2}  {line}"
        for place, line in enumerate(lines, first)
    )


def solved_order(puzzle: Puzzle) -> Order | None:
    """The order that has passed before; None where none has, or where it no longer does."""
    kept = guesses().get(f"{_kept_as(puzzle)}-passed")
    order = read_order(puzzle, kept.text) if kept else None
    if order is None or isinstance(order, Message):
        return None
    return order if puzzle.fault(program_of(puzzle, order)) is None else None


def read_order(puzzle: Puzzle, given: str) -> Order | Message:
    """The numbers and steps in a text; or what is wrong with it."""
    bare = re.sub(r"[\s,;\[\]()'\"]+", " ", given).strip()
    if not re.fullmatch(r"(?:\d{1,3}\s*>*\s*)+", bare):
        return say("arrange.unread", given=f"{given:.40}", example=_example(puzzle))
    order = [(int(number), len(steps)) for number, steps in _PLACED.findall(bare)]
    last = len(puzzle.lines)
    seen: set[int] = set()
    for number, _ in order:
        if not 1 <= number <= last:
            return say("arrange.no-number", number=number, last=last)
        if number in seen:
            return say("arrange.twice", number=number)
        seen.add(number)
    return [(number, min(level, MOST_LEVELS)) for number, level in order]


def write_order(order: Order) -> str:
    """The text that :func:`read_order` reads."""
    return " ".join(f"{number}{'>' * level}" for number, level in order)


def program_of(puzzle: Puzzle, order: Order) -> Program:
    """The lines with these numbers."""
    lines = puzzle.jumbled
    return Program(tuple(PlacedLine(lines[number - 1], level) for number, level in order))


def _kept_as(puzzle: Puzzle) -> str:
    return f"arrange-{puzzle.name}"


def _example(puzzle: Puzzle) -> str:
    return write_order([(3, 0), (1, 1), (len(puzzle.lines), 2)])


def _plain(text: str) -> str:
    return text.replace("`", "")
