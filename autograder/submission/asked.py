"""A student's request for another look at a mark: the form that a feedback page makes.

A mail or a file carries it, so it has to survive both: one field a line, short lines, plain
ASCII. Values are percent-encoded, so none of them can make a line of its own. Whoever reads the
form back believes nothing of it: it says where to look, never what a mark is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

WHOLE = "all"
"""Stands for the chapter as a whole, where no exercise is meant."""
NO_FILE = "none"
"""Stands for the digest of one who handed in nothing."""
SHOWN_DIGITS = 32
MOST_WORDS = 2000

_HEAD = "request about a mark"
_FIELDS = ("student", "chapter", "exercise", "submission")
_LINE = "------ Write below this line what to look at again, and why ------"
# Blanks of one line only: \s runs over line ends, and a file of empty lines takes hours.
_FIELD = re.compile(rf"[^\S\n>]*(?:>[^\S\n>]*)*({'|'.join(_FIELDS)}):[ \t]*(\S+)[ \t]*$")
_QUOTED = re.compile(r"^[^\S\n>]*(?:>[^\S\n>]*)*>[ \t]?", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_BEGINS, _ENDS = "------ Write below this line", "------"
_BROKEN_OVER = 4  # lines, by a mail program
_MOST_LETTERS = 400  # of one value


class FormFault(ValueError):
    """The text is not a request as a page makes it; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What somebody says that a student asks for.

    Attributes:
        student: the id, as it is written in the form.
        chapter: the assignment's name.
        exercise: the exercise or the written answer, or :data:`WHOLE`.
        digest: how the SHA-256 of the file begins that the page is about; empty for no file.
        words: what the student wrote.
    """

    student: str
    chapter: str
    exercise: str = WHOLE
    digest: str = ""
    words: str = ""


def blank_form(asked: AskedFor) -> str:
    """The form as a student gets it, with room for the words at its end."""
    values = (asked.student, asked.chapter, asked.exercise, asked.digest[:SHOWN_DIGITS] or NO_FILE)
    lines = [f"{name}: {_plain(value)}" for name, value in zip(_FIELDS, values, strict=True)]
    return "\n".join([_HEAD, *lines, "", _LINE, "", asked.words])


def read_form(text: str) -> AskedFor:
    """What a filled form says.

    Raises:
        FormFault: a field is missing, stands there twice, or nothing was written.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    above, below = _halves(lines)
    found: dict[str, str] = {}
    for field in filter(None, map(_FIELD.match, lines[:above])):
        name, value = field.group(1), unquote(field.group(2), errors="replace")
        if len(value) > _MOST_LETTERS:
            raise FormFault(f"its line {name!r} is longer than any that a page writes")
        if found.setdefault(name, value) != value:
            raise FormFault(f"it has two different lines {name!r}: one file, one request")
    for name in _FIELDS:
        if name not in found:
            raise FormFault(f"the line {name!r} is missing, which the feedback page writes")
    digest = "" if found["submission"] == NO_FILE else found["submission"].lower()
    if digest and not re.fullmatch(rf"[0-9a-f]{{{SHOWN_DIGITS},64}}", digest):
        raise FormFault("the line 'submission' does not hold the digest that the page has written")
    words = _words_below("\n".join(lines[below:]))
    if not words:
        raise FormFault("nothing is written below its line: ask what to look at again")
    return AskedFor(found["student"], found["chapter"], found["exercise"], digest, words)


def _halves(lines: Sequence[str]) -> tuple[int, int]:
    """Where the fields end and where the words begin; the line between may have been broken."""
    for above, line in enumerate(lines):
        if line.lstrip("> \t\xa0").startswith(_BEGINS):
            for last in range(above, min(above + _BROKEN_OVER, len(lines))):
                rest = lines[last].rstrip(" \t\xa0")
                if rest.endswith(_ENDS) and (last > above or len(rest) > len(_BEGINS)):
                    return above, last + 1
    raise FormFault(
        f'it does not hold the form that a feedback page makes, which has the line "{_LINE}"; '
        "ask the student for the page's file, or for a mail with its whole text"
    )


def _words_below(text: str) -> str:
    words = _SIGNATURE.split(_QUOTED.sub("", text), maxsplit=1)[0].strip()
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS]} …"


def _plain(value: str) -> str:
    return quote(value, safe="@+", errors="replace")
