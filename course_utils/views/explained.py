"""A mistake explained: as a worked example and by the student's own numbers, in both faces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from course_utils.core.worked_example import WorkedExample, WorkedLine
from course_utils.texts import say, words
from course_utils.views import html, text
from course_utils.views.card import Card
from course_utils.views.figures import Table
from course_utils.views.story import Story

# As the cards have them; a word beside each says the same.
_EDGES = {"slip": "#b34700", "meant": "#00785a", "": "transparent"}


@dataclass(frozen=True, slots=True)
class OwnItem:
    """What stands in the student's result.

    Attributes:
        where: which item, in which case; empty where nothing may be told of it.
        fact: a sentence, or an exception's own words.
        table: the first numbers that differ.
        said: sentences on these.
    """

    where: str = ""
    fact: str = ""
    table: Table | None = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """What is said, in reading order; an empty text is left out.

    Attributes:
        story: the check's own: exercise, mistake, why, next call.
        headline: what there is to see.
        unnamed: that no mistake is named, where none is.
        example: the mistake on small numbers.
        own: the student's own numbers.
        look: how to find out what no name tells.
    """

    story: Story
    headline: str
    unnamed: str = ""
    example: WorkedExample | None = None
    own: OwnItem = OwnItem()
    look: str = ""

    def card(self) -> Card:
        """Both faces, which say the same."""
        lines = "\n".join(line for line in self._lines() if line)
        story = self.story
        drawn = html.frame("hint", story.exercise, self.headline, list(self._blocks()), story.title)
        return Card(drawn, lines)

    def _blocks(self) -> Iterator[str]:
        story = self.story
        yield from (html.paragraph(story.note), html.paragraph(self.unnamed))
        if story.mistake:
            bold = f"<b>{html.marked(story.mistake)}</b>"
            yield _block(html.filled_in(say(story.frame, mistake=""), mistake=bold))
        yield from (html.paragraph(story.first), html.paragraph(story.why))
        if self.example:
            yield _lines_as_html(words(say("worked.by-hand")), self.example.lines)
            yield html.paragraph(self.example.says)
        own = self.own
        if own.where:
            fact = html.code(own.fact) if story.raised else html.marked(own.fact)
            head = f"<b>{html.marked(own.where)}</b>"
            yield _block(f"{head}: {fact}" if own.fact else head)
            yield html.table(own.table) if own.table else ""
            yield from map(html.paragraph, own.said)
        if story.line:
            yield _block(html.filled_in(say("card.line", line=""), line=html.code(story.line)))
        yield html.paragraph(self.look)
        if story.next:
            yield _block(html.filled_in(say("card.next", call=""), call=html.code(story.next)))

    def _lines(self) -> Iterator[str]:
        story = self.story
        yield f"{story.exercise}: {self.headline}"
        yield from (story.note, self.unnamed, story.cause, story.first, story.why)
        if self.example:
            yield words(say("worked.by-hand"))
            yield from _lines_as_text(self.example.lines)
            yield self.example.says
        own = self.own
        if own.where:
            yield f"{own.where}: {own.fact}" if own.fact else own.where
            yield text.table(own.table) if own.table else ""
            yield from own.said
        if story.line:
            yield words(say("card.line-plain", line=story.line))
        yield self.look
        if story.next:
            yield words(say("card.next", call=story.next))


def _lines_as_html(title: str, lines: Sequence[WorkedLine]) -> str:
    rows = "".join(map(_row, lines))
    return _block(f'<b>{escape(title)}</b><div role="list" style="margin-top:.3em">{rows}</div>')


def _row(line: WorkedLine) -> str:
    # Side by side where there is room; on a phone one below the other.
    pieces = [html.code(line.code)]
    if line.shows:
        pieces.append(f'<span><span aria-hidden="true">→ </span>{html.code(line.shows)}</span>')
    if line.mark:
        pieces.append(f"<b>{escape(_remark(line))}</b>")
    return (
        f'<div role="listitem" style="display:flex;flex-wrap:wrap;gap:0 1.2em;'
        f"align-items:baseline;border-left:4px solid {_EDGES[line.mark]};"
        f'margin:.15em 0;padding:0 .5em">{"".join(pieces)}</div>'
    )


def _lines_as_text(lines: Sequence[WorkedLine]) -> Iterator[str]:
    """Code, and behind a comment sign what it shows, as an author writes it in a notebook."""
    for line in lines:
        behind = "   ".join(piece for piece in (line.shows, _remark(line)) if piece)
        code = "\n".join(f"    {row}" for row in line.code.splitlines())
        yield f"{code}   # {behind}" if behind else code


def _remark(line: WorkedLine) -> str:
    return words(say(f"worked.{line.mark}")) if line.mark else ""


def _block(inner: str) -> str:
    return f'<div style="margin-top:.4em">{inner}</div>'
