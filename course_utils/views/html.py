"""The notebook's view: a verdict as a card in HTML.

Everything from outside is escaped; there is no script. Colours are translucent
or inherited, so that the card reads on a light page and on a dark one, and each
is doubled by a sign and a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from course_utils.core.exercise import Exercise
from course_utils.core.verdict import Verdict
from course_utils.texts import Message, Words, say, template_of, words
from course_utils.views.card import Card
from course_utils.views.figures import Table
from course_utils.views.folds import Fold
from course_utils.views.story import Story, tell
from course_utils.views.student_lines import GAP, MarkedRow

# (sign, the code of its word, colour): white text on each colour has a contrast above 4.5.
_TONES = {
    "passed": ("✓", "tone.passed", "#00785a"),
    "not yet": ("→", "tone.not-yet", "#b34700"),
    "empty": ("○", "tone.empty", "#5f6b7a"),
    "fault": ("!", "tone.fault", "#8a3ffc"),
    "hint": ("?", "tone.hint", "#0067ac"),
    "info": ("i", "tone.info", "#5f6b7a"),
}
_MONO = "font-family:var(--jp-code-font-family,ui-monospace,Menlo,Consolas,monospace)"
_CODE = f"{_MONO};font-size:.93em;background:rgba(128,128,128,.16);color:inherit;"
_CODE += "padding:.05em .3em;border-radius:3px;white-space:pre-wrap;overflow-wrap:anywhere"
_ROW = f"{_MONO};font-size:.93em;background:rgba(128,128,128,.12);color:inherit;"
_ROW += "margin:.2em 0 0;padding:.3em .6em;white-space:pre-wrap;overflow-wrap:anywhere"
_MARK = "font-weight:700;color:inherit;background:rgba(213,94,0,.34);padding:.05em 0;"
_MARK += "text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:.2em"
_LEFT = "rgba(128,128,128,.35)"
_CELL = "padding:.1em .5em;border:0"


def card(verdict: Verdict, exercise: Exercise) -> str:
    """The verdict as a card."""
    return render(tell(verdict, exercise))


def render(story: Story) -> str:
    """The story as a card."""
    blocks = [_advance(story), paragraph(story.note)]
    if story.where:
        fact = code(story.fact) if story.raised else marked(story.fact)
        blocks.append(_block(f"<b>{marked(story.where)}</b>: {fact}"))
    if story.table:
        blocks.append(table(story.table))
    if story.line:
        blocks.append(_block(filled_in(say("card.line", line=""), line=code(story.line))))
    if story.rows:
        blocks.append(marked_rows(story.lines, story.rows))
    if story.asks:
        blocks.append(_block(f"<b>{marked(story.asks)}</b>"))
    if story.cause:
        bold = f"<b>{marked(story.mistake)}</b>"
        blocks.append(_block(filled_in(say(story.frame, mistake=""), mistake=bold)))
    if story.first:
        blocks.append(_block(f"<b>{marked(story.first)}</b>"))
    blocks += [paragraph(story.why), _aside(story.hint_title, story.hint)]
    if story.next:
        blocks.append(_block(filled_in(say("card.next", call=""), call=code(story.next))))
    blocks += [
        _lines(words(say("card.printed")), story.printed),
        _lines(words(say("card.warned")), story.warned),
    ]
    blocks += map(_fold, story.folds)
    return frame(story.tone, story.exercise, story.headline, blocks, story.title)


def _fold(fold: Fold) -> str:
    """Something to open, closed."""
    text = f"<div>{marked(fold.text)}</div>" if fold.text else ""
    code = code_lines(fold.code) if fold.code else ""
    return (
        '<details style="margin-top:.35em"><summary style="cursor:pointer">'
        f"{escape(fold.title)}</summary>{text}{code}</details>"
    )


def _advance(story: Story) -> str:
    """How far the chapter is, and what comes next."""
    if story.advance is None:
        return ""
    squares = f'<span aria-hidden="true">{bar(*story.advance)}</span>'
    return _block(squares) + paragraph(story.after)


def frame(tone: str, name: str, headline: str, blocks: Sequence[str], title: str = "") -> str:
    """A card: sign, name and headline, then blocks of HTML that are escaped already."""
    sign, word, colour = _TONES[tone]
    badge = (
        f'<span aria-hidden="true" style="display:inline-block;min-width:1.45em;'
        f"line-height:1.45em;border-radius:.75em;text-align:center;font-weight:700;"
        f'color:#fff;background:{colour};margin-right:.5em">{sign}</span>'
    )
    head = f"<b>{escape(name)}</b>: {marked(headline)}" if name else marked(headline)
    body = "".join(blocks)
    label = escape(f"{words(say(word))}: {name} {title}".strip(), quote=True)
    return (
        f'<div role="status" aria-label="{label}" style="border-left:4px solid {colour};'
        "background:rgba(128,128,128,.09);color:var(--jp-content-font-color1,inherit);"
        "font-family:var(--jp-content-font-family,inherit);font-size:14px;line-height:1.5;"
        f'padding:.55em .9em;margin:.2em 0;border-radius:3px;max-width:60em">'
        f"<div>{badge}{head}</div>{body}</div>"
    )


def note(said: Words, name: str = "") -> Card:
    """A sentence that judges nothing, as a card; ``name`` is what it speaks of."""
    sentence = words(said)
    return Card(frame("info", name, sentence, []), f"{name}: {sentence}" if name else sentence)


def paragraph(text: str) -> str:
    """The text as a block; nothing when it is empty."""
    return _block(marked(text)) if text else ""


def marked(text: str) -> str:
    """Escaped, with what stands between backticks as code."""
    return re.sub(r"`([^`\n]+)`", lambda m: _code(m.group(1)), escape(text, quote=False))


def filled_in(message: Message, **fields: str) -> str:
    """The message with some of its fields drawn as HTML; its own words are escaped."""
    escaped = {name: marked(str(value)) for name, value in message.fields}
    return marked(template_of(message)).format_map({**escaped, **fields})


def code(text: str) -> str:
    """Escaped, as code."""
    return _code(escape(text, quote=False))


def code_lines(text: str) -> str:
    """Lines of code, escaped, as a block."""
    return f'<pre style="{_ROW};line-height:1.45">{escape(text, quote=False)}</pre>'


def marked_rows(lines: str, rows: Sequence[MarkedRow]) -> str:
    """Lines of the student's code; what is marked is bold, underlined and tinted."""
    drawn_rows = "".join(_marked_row(row, alone=len(rows) == 1) for row in rows)
    label = escape("; ".join(row.spoken for row in rows), quote=True)
    return (
        f'<div role="group" aria-label="{label}" style="margin-top:.4em">'
        f"<b>{escape(lines)}</b>:{drawn_rows}</div>"
    )


def _marked_row(row: MarkedRow, *, alone: bool) -> str:
    pieces = "".join(
        f'<mark style="{_MARK}">{escape(piece.text or GAP, quote=False)}</mark>'
        if piece.marked
        else escape(piece.text, quote=False)
        for piece in row.pieces
    )
    number = "" if alone else f'<span style="opacity:.75">{row.line}:</span> '
    return f'<div style="{_ROW}">{number}{pieces}</div>'


def edit_in_words(said: Message) -> str:
    """What an edit is; its fields ``old`` and ``new`` are code."""
    fields = {name: code(str(value)) for name, value in said.fields if name in ("old", "new")}
    return _block(filled_in(said, **fields))


def as_link(text: str, addresses: Mapping[str, str]) -> str:
    """The text, as a link where it has an address."""
    inner = _breakable(text)
    if text not in addresses:
        return inner
    return f'<a href="{escape(addresses[text], quote=True)}">{inner}</a>'


def bar(part: int, whole: int) -> str:
    """How many of how many as a row of small squares; the words beside it say it, too."""
    return "".join(
        '<span style="display:inline-block;width:.7em;height:.7em;margin-right:.15em;'
        f"border-radius:2px;background:{_TONES['passed'][2] if place < part else _LEFT}"
        '"></span>'
        for place in range(whole)
    )


def table(content: Table, addresses: Mapping[str, str] | None = None) -> str:
    """A small table; what differs says so in words and is tinted besides.

    Args:
        content: the table.
        addresses: of texts in its cells that are links.
    """
    head = "".join(
        f'<th scope="col" style="{_cell(content, i)};white-space:normal;font-weight:600">'
        f'<span style="opacity:.75">{escape(text)}</span></th>'
        for i, text in enumerate(content.headers)
    )
    rows = "".join(
        _row(content, row, number == content.first, addresses or {})
        for number, row in enumerate(content.rows)
    )
    more = f'<div style="opacity:.75">{escape(content.more)}</div>' if content.more else ""
    font = f"{_MONO};" if any(content.differs) else ""
    return (
        '<div style="margin:.4em 0;overflow-x:auto">'
        f'<table style="border-collapse:collapse;border:0;margin:0;color:inherit;{font}'
        f'font-size:.93em"><thead><tr style="background:none;border:0">{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{more}</div>"
    )


def _row(content: Table, row: Sequence[str], first: bool, addresses: Mapping[str, str]) -> str:
    cells = []
    for i, text in enumerate(row):
        style = _cell(content, i)
        if first and i == content.yours:
            style += ";font-weight:700;background:rgba(213,94,0,.22)"
        inner = as_link(text, addresses) if i in content.words else escape(text)
        cells.append(f'<td style="{style}">{inner}</td>')
    return f'<tr style="background:transparent;border:0">{"".join(cells)}</tr>'


def _cell(content: Table, column: int) -> str:
    # On a phone a table of words has to fit; one that compares numbers may be moved sideways.
    tight = "" if any(content.differs) else ";padding:.1em .22em"
    # Numbers stay whole; words may break, so that a table fits beside an open sidebar.
    if column in content.words:
        return f"{_CELL};text-align:left{tight}{_breaks(content, column) if tight else ''}"
    return f"{_CELL};text-align:right;white-space:nowrap{tight}"


def _breaks(content: Table, column: int) -> str:
    """Where words may break: anywhere, so that the table fits.

    In a small table short words such as "passed" keep whole as long as the page is no
    narrower than a phone.
    """
    if len(content.words) > 3:
        return ";overflow-wrap:anywhere"
    least = "4.7em" if column == 0 else "3.65em"
    return f";overflow-wrap:anywhere;min-width:min({least},max(0px,9*(100vw - 350px)))"


def _breakable(text: str) -> str:
    return escape(text).replace("_", "_<wbr>")


def _block(inner: str) -> str:
    return f'<div style="margin-top:.4em">{inner}</div>'


def _aside(title: str, hint: str) -> str:
    if not hint:
        return ""
    return (
        f'<div style="margin-top:.4em;border-left:3px solid {_TONES["hint"][2]};'
        f'padding-left:.6em"><b>{escape(title)}:</b> {marked(hint)}</div>'
    )


def _code(inner: str) -> str:
    return f'<code style="{_CODE}">{inner}</code>'


def _lines(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    text = escape("\n".join(lines), quote=False)
    return _block(
        f'<span style="opacity:.75">{escape(title)}</span>'
        f'<pre style="{_MONO};font-size:.93em;color:inherit;background:rgba(128,128,128,.12);'
        f'margin:.2em 0 0;padding:.3em .6em;white-space:pre-wrap">{text}</pre>'
    )
