"""What a sitting of the review shows: questions, replies, the sum at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from course_utils.notebook.predictions import predictions
from course_utils.notebook.schedule import today
from course_utils.notebook.sitting import Answered, Posed, Sitting
from course_utils.texts import Words, say, words
from course_utils.views import html
from course_utils.views.card import Card
from course_utils.views.figures import Table
from course_utils.views.text import table as text_table

_LIST = "list-style:none;padding-left:.5em;margin:.3em 0"


def lead_card(sitting: Sitting, chapters: Sequence[int]) -> Card:
    """What begins now: how many questions, about which chapters."""
    count, named = len(sitting.posed), words(_named(chapters))
    return html.note(say("review.lead", count=count, chapters=named))


def _named(chapters: Sequence[int]) -> Words:
    first, last = chapters[0], chapters[-1]
    if len(chapters) == 1:
        return say("review.one-chapter", chapter=first)
    if last - first == len(chapters) - 1:
        return say("review.chapters", first=first, last=last)
    names = ", ".join(map(str, chapters[:-1]))
    return say("review.chapters-listed", names=names, last=last)


def question_card(sitting: Sitting, posed: Posed, *, typed: bool) -> Card:
    """A question; where the answer has to be typed, with its options and how to give it."""
    how = typed_how(posed) if typed else ""
    listed = option_lines(posed) if typed else []
    blocks = [
        *_asks(posed),
        _listed(listed),
        html.paragraph(how),
    ]
    headline = _number(sitting, posed)
    text = _joined([headline, *_asks_text(posed), *listed, _plain(how)])
    return Card(html.frame("hint", "", headline, blocks, posed.topic), text)


def typed_how(posed: Posed) -> str:
    """How an answer is given by typing."""
    if posed.drawn is None:
        return words(say("review.how-words"))
    return words(say("review.how", example=posed.options[0][0]))


def option_lines(posed: Posed) -> list[str]:
    """The options, each with its letter."""
    return [f"{letter}: {text}" for letter, text in posed.options]


def model_card(sitting: Sitting, posed: Posed, given: str, *, typed: bool) -> Card:
    """The student's words beside the model answer, before he says whether he had it."""
    how = words(say("review.how-compare")) if typed else words(say("review.compare"))
    headline = _number(sitting, posed)
    shown, text = _compared(posed, given)
    blocks = [_asks(posed)[0], *shown, html.paragraph(how)]
    lines = [headline, _asks_text(posed)[0], *text, _plain(how)]
    return Card(html.frame("hint", "", headline, blocks, posed.topic), _joined(lines))


def reply_card(sitting: Sitting, answered: Answered) -> Card:
    """What an answer is told."""
    posed = answered.posed
    if posed.drawn is None:
        told = words(say("review.had" if answered.hit else "review.had-not"))
        shown, said = _compared(posed, answered.given)
    else:
        options = dict(posed.options)
        given = f"{answered.given}: {options[answered.given]}"
        right = f"{posed.right}: {options[posed.right]}"
        if answered.hit:
            told = words(say("review.hit", given=given))
        else:
            told = words(say("review.missed", given=given, answer=right))
        sentences = list(_sentences(answered))
        shown, said = list(map(html.paragraph, sentences)), list(map(_plain, sentences))
    headline = f"{_number(sitting, posed)}. {told}"
    blocks = [_asks(posed)[0], *shown]  # the call to answer has done its work
    lines = [headline, _asks_text(posed)[0], *said]
    tone = "passed" if answered.hit else "info"
    return Card(html.frame(tone, "", headline, blocks, posed.topic), _joined(lines))


def _sentences(answered: Answered) -> Iterable[str]:
    """Why the given answer is not so, and why the right one is."""
    posed = answered.posed
    assert posed.drawn is not None
    if slip := posed.slip(answered.given):
        yield slip.why
        if line := posed.drawn.line_for(slip):
            yield words(say("review.would-give", line=line))
    yield posed.drawn.why
    if not answered.hit and posed.asked.about:
        yield _look_again(posed)


def _look_again(posed: Posed) -> str:
    name = posed.asked.about[0]
    try:
        call = "guess" if name in predictions() else "check"
    except (OSError, ValueError, LookupError, TypeError):
        call = "check"
    return words(say("review.look-again", chapter=posed.asked.chapter, call=f'{call}("{name}")'))


def _compared(posed: Posed, given: str) -> tuple[list[str], list[str]]:
    """The student's words and the model answer's lines, as blocks and as text."""
    mine = words(say("review.your-words", given=given)) if given else ""
    title, model = words(say("review.model")), getattr(posed.asked, "model", "").split("\n")
    block = f'<div style="margin-top:.4em"><b>{escape(title)}</b></div>'
    shown = [f'<div style="margin-top:.4em">{escape(mine)}</div>'] if mine else []
    return [*shown, block, *map(html.paragraph, model)], [mine, title, *map(_plain, model)]


def summary_card(sitting: Sitting) -> Card:
    """How many were right, and what comes again when."""
    hit = sum(answered.hit for answered in sitting.answered)
    headline = words(say("review.done", hit=hit, count=len(sitting.posed)))
    names = ("question", "chapter", "now", "again")
    headers = tuple(words(say(f"review.head-{name}")) for name in names)
    rows = tuple(_row(number, each) for number, each in enumerate(sitting.answered, 1))
    content = Table(headers, rows, (False,) * len(rows), words=(0, 2, 3))
    missed = [answered for answered in sitting.answered if not answered.hit]
    weakest = (missed or sitting.answered)[0].posed.asked.chapter
    more = words(say("review.more", chapter=weakest))
    blocks = [html.table(content), html.paragraph(more)]
    text = _joined([headline, text_table(content), _plain(more)])
    return Card(html.frame("info", "", headline, blocks), text)


def _row(number: int, answered: Answered) -> tuple[str, ...]:
    now = words(say("review.was-right" if answered.hit else "review.was-missed"))
    days = answered.revisit.due - today()
    again = say("review.again-in", count=days) if days > 0 else say("review.again-next")
    chapter = str(answered.posed.asked.chapter)
    return (f"{number} {answered.posed.topic}", chapter, now, words(again))


def listing_card(sitting: Sitting, chapters: Sequence[int]) -> Card:
    """All questions at once with folded answers, for a page that nothing runs behind."""
    lead = lead_card(sitting, chapters)
    shown, lines, answers = [], [lead.text], []
    fold, title = words(say("review.fold")), words(say("review.answers"))
    for number, posed in enumerate(sitting.posed, 1):
        headline, listed = _number(sitting, posed), option_lines(posed)
        said = _answer_lines(posed)
        inner = "".join(map(html.paragraph, said))
        folded = f"<details><summary>{escape(fold)}</summary>{inner}</details>"
        blocks = [*_asks(posed), _listed(listed), folded]
        shown.append(html.frame("hint", "", headline, blocks, posed.topic))
        lines += [_joined([headline, *_asks_text(posed), *listed])]
        answer = _plain(" ".join(said))
        answers.append(words(say("review.answer-of", number=number, answer=answer)))
    text = "\n\n".join([*lines, "\n".join([title, *answers])])
    return Card(lead.html + "".join(shown), text)


def _answer_lines(posed: Posed) -> list[str]:
    if posed.drawn is None:
        return str(getattr(posed.asked, "model", "")).split("\n")
    options = dict(posed.options)
    slips = [(letter, posed.slip(letter)) for letter in options]
    wrong = [f"{letter}: {slip.why}" for letter, slip in slips if slip]
    return [f"{posed.right}: {options[posed.right]}. {posed.drawn.why}", *wrong]


def stacked(cards: Sequence[Card], style: str = "") -> Card:
    """Several cards as one, one below the other."""
    return Card(
        style + "".join(card.html for card in cards), "\n\n".join(card.text for card in cards)
    )


def _number(sitting: Sitting, posed: Posed) -> str:
    place = list(sitting.posed).index(posed) + 1
    count, chapter = len(sitting.posed), posed.asked.chapter
    return words(say("review.number", number=place, count=count, chapter=chapter))


def _asks(posed: Posed) -> list[str]:
    if posed.drawn is None:
        return [html.paragraph(line) for line in _asks_text(posed, marked=True)]
    ask = words(say("review.last-line"))
    return [html.code_lines(posed.drawn.code), html.paragraph(ask)]


def _asks_text(posed: Posed, *, marked: bool = False) -> list[str]:
    if posed.drawn is None:
        lines = [str(getattr(posed.asked, "text", "")), words(say("review.in-words"))]
        return lines if marked else list(map(_plain, lines))
    code = "\n".join(f"    {line}" for line in posed.drawn.code.splitlines())
    return [code, words(say("review.last-line"))]


def _listed(lines: Sequence[str]) -> str:
    inner = "".join(f"<li>{html.marked(line)}</li>" for line in lines)
    return f'<ul style="{_LIST}">{inner}</ul>' if lines else ""


def _plain(text: str) -> str:
    return text.replace("`", "")


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line)
