"""The text of a cell in pieces: paragraphs, items, headings and cells of tables.

Joined, the pieces are the text to the letter, so what is not translated cannot change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.translation.language import translated

# What stands before a paragraph and is no part of it; the build reads some of it.
_OPENING = re.compile(
    r"""^(?:\ *(?:
      \#{1,6}\ +(?:\d+(?:\.\d+)?\ +(?:·\ +)?)?      # a heading's number
    | [-*]\ +(?:[A-H]:\ +)?
    | \d+\.\ +
    | >\ *(?:[-*]\ +)?
    ))*
    \ *(?:\*\*It\ ends\ with\*\*\ *)?
    """,
    re.VERBOSE,
)
_MARK = re.compile(r"\s*\*\*Predict(?: \d+)?\.\*\*\s*")
_RIGHT = re.compile(r"\*\*[A-H](?:\.\*\* ?|\b)")
_MARKUP_LINE = re.compile(r"^\s*(?:</?[a-zA-Z][^>]*>\s*)+$")
_WITHIN = re.compile(r"^(\s*<(summary|dt|dd|p|b)>(?:<b>)?)(.*?)((?:</b>)?</\2>\s*)$")
_FILLED = re.compile(r"^\{\{[^{}]+\}\}\s*$")
_BAR = re.compile(r"(?<!\\)\|(?=(?:[^`]*`[^`]*`)*[^`]*$)(?=(?:[^$]*\$[^$]*\$)*[^$]*$)")
_RULE = re.compile(r"^\|[\s:|-]+\|?\s*$")
ANSWER = "Answer"


@dataclass(slots=True)
class Paragraph:
    """A part of a text, and whether it is a paragraph of its own or what stands between."""

    text: str
    is_paragraph: bool


def pieces(text: str) -> list[Paragraph]:
    """The text in pieces; joined they are the text."""
    found: list[Paragraph] = []
    for piece in _pieces(text):
        if piece.text:
            found.append(piece)
    return found


def _pieces(text: str) -> Iterator[Paragraph]:
    lines = text.split("\n")
    at, answer = 0, False
    while at < len(lines):
        line, end = lines[at], "\n" if at < len(lines) - 1 else ""
        block = _block(lines, at)
        if block > at:  # a formula, or code
            last = "\n" if block < len(lines) else ""
            yield Paragraph("\n".join(lines[at:block]) + last, False)
            at = block
        elif _RULE.match(line) or not line.strip() or _FILLED.match(line):
            yield Paragraph(line + end, False)
            at += 1
        elif line.lstrip().startswith("|"):
            yield from _row(line)
            yield Paragraph(end, False)
            at += 1
        elif within := _WITHIN.match(line):
            answer = within[3] == ANSWER
            yield Paragraph(within[1], False)
            yield Paragraph(within[3], not answer)
            yield Paragraph(within[4] + end, False)
            at += 1
        elif _MARKUP_LINE.match(line):
            yield Paragraph(line + end, False)
            at += 1
        else:
            stop = _paragraph_end(lines, at)
            whole = "\n".join(lines[at:stop])
            opening = _OPENING.match(whole)
            length = opening.end() if opening else 0
            if answer and (right := _RIGHT.match(whole, length)):
                length = right.end()
            answer = False
            yield Paragraph(whole[:length], False)
            yield from _around_mark(whole[length:])
            yield Paragraph("\n" if stop < len(lines) else "", False)
            at = stop


def _around_mark(paragraph: str) -> Iterator[Paragraph]:
    """A paragraph; a question's mark in it begins a second one."""
    at = 0
    for mark in _MARK.finditer(paragraph):
        yield Paragraph(paragraph[at : mark.start()], mark.start() > at)
        yield Paragraph(mark[0], False)
        at = mark.end()
    yield Paragraph(paragraph[at:], at < len(paragraph))


def _block(lines: list[str], at: int) -> int:
    """Where a displayed formula or a block of code that begins here ends; ``at`` for others."""
    opening = lines[at].lstrip()
    if opening.startswith("```"):
        marks, rest = "```", opening[3:]
    elif opening.startswith("$$"):
        marks, rest = "$$", opening[2:]
        if "$$" in rest:
            return at + 1 if rest.rstrip().endswith("$$") else at
    else:
        return at
    for end in range(at + 1, len(lines)):
        if lines[end].rstrip().endswith(marks):
            return end + 1
    return len(lines)


def _paragraph_end(lines: list[str], at: int) -> int:
    """The first line that goes no further with the paragraph that begins here."""
    end = at + 1
    while end < len(lines):
        line = lines[end]
        opening = _OPENING.match(line)
        begins = opening is not None and opening.group().strip()
        if not line.strip() or begins or line.lstrip().startswith(("|", "$$", "```", "{{")):
            break
        if _MARKUP_LINE.match(line) or _WITHIN.match(line):
            break
        end += 1
    return end


def _row(line: str) -> Iterator[Paragraph]:
    """The cells of a table's row."""
    at = 0
    for bar in [*_BAR.finditer(line), None]:
        cell = line[at : bar.start() if bar else len(line)]
        bare = cell.strip()
        left = len(cell) - len(cell.lstrip())
        yield Paragraph(cell[:left], False)
        yield Paragraph(bare, bool(bare))
        yield Paragraph(cell[left + len(bare) :], False)
        if bar:
            yield Paragraph(bar[0], False)
            at = bar.end()


def translated_text(context: str, text: str) -> str:
    """The text of a cell, paragraph by paragraph, in the language in use."""
    return "".join(
        translated(context, piece.text) if piece.is_paragraph else piece.text
        for piece in pieces(text)
    )
