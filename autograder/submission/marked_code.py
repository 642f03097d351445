"""A student's code with the places marked where it went wrong: rows and pieces, as HTML."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup, escape

from autograder.submission.highlight import MAX_CODE, code_html, formatter, lexer, visible
from course_utils.core.place import Place
from course_utils.texts import say, words
from course_utils.views.student_lines import GAP

_LINE_END = re.compile(r"\r\n|\r|\n")
_Token = tuple[object, str]
_Span = tuple[int, int]


def marked_code_html(source: str, places: Sequence[Place], anchor: str) -> Markup:
    """As :func:`code_html`, with the rows of the places and the pieces in them marked.

    Places that stand in no row of what is shown are left out.

    Args:
        source: the student's text.
        places: in it.
        anchor: the first marked row's id on the page.
    """
    begun = len(_LINE_END.split(source[: len(source) - len(source.lstrip("\r\n"))])) - 1
    whole = source.strip("\r\n")
    rows = _LINE_END.split(whole)
    marks = _spans(places, begun, rows)
    if len(whole) > MAX_CODE or not marks:
        return code_html(source)
    shown = [_shown(row, marks.get(number, ())) for number, row in enumerate(rows)]
    tokens = lexer().get_tokens("\n".join(text for text, _ in shown))
    parts, first = [], min(marks)
    for number, row in enumerate(_by_row(tokens)):
        end = "\n" if number + 1 < len(rows) else ""
        if number not in marks:
            parts.append(_html(row) + end)
            continue
        html = _marked(row, shown[number][1])
        name = Markup(' id="{}"').format(anchor) if number == first else Markup()
        parts.append(Markup('<span class="placed"{}>{}{}</span>').format(name, html, end))
    return Markup().join(parts)


def _spans(places: Sequence[Place], begun: int, rows: Sequence[str]) -> Mapping[int, list[_Span]]:
    """By row from 0: which columns are marked, in their order, none in another."""
    found: dict[int, list[_Span]] = {}
    for place in sorted(places, key=lambda one: (one.line, one.column, -one.end)):
        number = place.line - 1 - begun
        if not 0 <= number < len(rows):
            continue
        spans = found.setdefault(number, [])
        if not spans or place.column >= spans[-1][1]:
            spans.append((place.column, max(place.end, place.column)))
    return found


def _shown(row: str, spans: Sequence[_Span]) -> tuple[str, list[_Span]]:
    """The row as it is shown, and where its pieces are then: some signs become longer."""
    text, moved, at = "", [], 0
    for start, end in spans:
        text += visible(row[at:start])
        begin = len(text)
        text += visible(row[start:end])
        moved.append((begin, len(text)))
        at = max(at, min(end, len(row)))
    return text + visible(row[at:]), moved


def _by_row(tokens: Iterator[_Token]) -> Iterator[list[_Token]]:
    row: list[_Token] = []
    for kind, text in tokens:
        first, *rest = text.split("\n")
        row.append((kind, first))
        for part in rest:
            yield row
            row = [(kind, part)]
    yield row


def _marked(row: Sequence[_Token], spans: Sequence[_Span]) -> Markup:
    parts, at = [], 0
    length = sum(len(text) for _, text in row)
    for start, end in spans:
        parts.append(_html(_cut(row, at, start)))
        begin = escape(words(say("page.mark-begins")))
        stop = escape(words(say("page.mark-ends")))
        piece = _html(_cut(row, start, end)) or Markup('<span aria-hidden="true">{}</span>').format(
            GAP
        )
        parts.append(
            Markup(
                '<mark><span class="spoken">{}</span>{}<span class="spoken">{}</span></mark>'
            ).format(begin, piece, stop)
        )
        at = max(at, end)
    return Markup().join([*parts, _html(_cut(row, at, length))])


def _cut(row: Sequence[_Token], start: int, end: int) -> list[_Token]:
    """The tokens between two columns; what stands on both sides of one is cut."""
    kept, at = [], 0
    for kind, text in row:
        piece = text[max(start - at, 0) : max(end - at, 0)]
        if piece:
            kept.append((kind, piece))
        at += len(text)
    return kept


def _html(row: Sequence[_Token]) -> Markup:
    """Tokens of one row, coloured."""
    out = io.StringIO()
    formatter().format(row, out)
    return Markup(out.getvalue().rstrip("\n"))
