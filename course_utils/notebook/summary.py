"""``summary``: a page of one's own about a chapter or the course, to print or to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from course_utils.core.atomic import replacing
from course_utils.core.brief import brief, spelled
from course_utils.core.exercise import Exercise
from course_utils.notebook.predictions import Prediction, questions_in
from course_utils.notebook.record_file import ProgressRecords
from course_utils.notebook.records import known
from course_utils.notebook.standing import (
    ChapterStanding,
    exercises_by_chapter,
    meant_chapter,
    number_of,
    record_of,
    standing_of,
    title_of,
)
from course_utils.texts import Message, say, words
from course_utils.views import html
from course_utils.views.card import Card, show

_FEW = 1  # checks after which an exercise counts as mastered at once
_STYLE = Path(__file__).with_name("summary.css")


@dataclass(frozen=True, slots=True)
class _Chapter:
    """One chapter, as the page tells of it."""

    standing: ChapterStanding
    members: Sequence[Exercise]


def summary(chapter: str | int | None = None, name: str | None = None) -> None:
    """Write a page about a chapter that is done, or the whole course: HTML, to print or keep.

    It says what passed at once, what took several tries, and what was guessed wrongly and
    later right. It lies beside the notebook.

    Args:
        chapter: its number or name, ``4``, ``"modules"``; without it, the whole course.
        name: yours, if it is to stand on the page.
    """
    chapters = exercises_by_chapter()
    asked = None if chapter is None else meant_chapter(chapter, chapters)
    if chapter is not None and asked is None:
        names = ", ".join(chapters)
        show(html.note(say("progress.no-chapter", chapter=brief(chapter), names=names)))
        return
    now = known()
    chosen = [
        _Chapter(standing_of(found, members, now), members)
        for found, members in chapters.items()
        if asked in (None, found)
    ]
    if not any(part.standing.passed for part in chosen):
        show(html.note(say("summary.nothing")))
        return
    path = Path(f"my_{asked}.html" if asked else "my_course.html")
    mine = "" if name is None else spelled(name)[:80]
    page = _page(chosen, now, mine, whole=asked is None)
    try:
        with replacing(path, f"{path.name}.draft") as file:
            file.write(page.encode())
    except OSError as fault:
        reason = str(fault.strerror or fault)
        show(html.note(say("summary.not-written", path=str(path), fault=reason)))
        return
    show(_told(chosen, path, "" if mine else _with_a_name(asked)))


def _with_a_name(asked: str | None) -> str:
    return 'summary(name="…")' if asked is None else f'summary({number_of(asked)}, name="…")'


def _told(chosen: Sequence[_Chapter], path: Path, call: str) -> Card:
    still = sum(part.standing.exercises - part.standing.passed for part in chosen)
    headline = words(say("summary.written", path=path.name))
    done = say("summary.print-named", call=call) if call else say("summary.print")
    more = words(say("summary.still", count=still) if still else done)
    link = f'<a href="{escape(path.name)}" target="_blank">{escape(path.name)}</a>'
    blocks = [f'<div style="margin-top:.4em">{link}</div>', html.paragraph(more)]
    tone = "info" if still else "passed"
    text = f"{headline}\n{more}".replace("`", "")
    return Card(html.frame(tone, "", headline, blocks), text)


def _page(chosen: Sequence[_Chapter], now: ProgressRecords, name: str, *, whole: bool) -> str:
    done = all(part.standing.is_done for part in chosen)
    one = chosen[0].standing.chapter
    title = (
        words(say("summary.course"))
        if whole
        else words(say("summary.chapter", number=number_of(one), title=title_of(one)))
    )
    state = words(say("summary.done" if done else "summary.on-the-way"))
    body = "".join(_section(part, now, alone=not whole) for part in chosen if part.standing.passed)
    by = f"<p class='name'>{escape(name)}</p>" if name else ""
    when = _days(chosen, now)
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)}</title><style>{_STYLE.read_text('utf-8')}</style></head>"
        f"<body><main><header><p class='over'>{escape(words(say('summary.workbook')))}</p>"
        f"<h1>{escape(title)}</h1>{by}<p class='state'>{escape(state)}{escape(when)}</p>"
        f"{_shares(chosen)}</header>{body}</main></body></html>\n"
    )


def _days(chosen: Sequence[_Chapter], now: ProgressRecords) -> str:
    days = sorted(
        day for part in chosen for member in part.members if (day := record_of(now, member).day)
    )
    if not days:
        return ""
    if days[0] == days[-1]:
        return ", " + days[0]
    return ", " + words(say("summary.days", first=days[0], last=days[-1]))


def _shares(chosen: Sequence[_Chapter]) -> str:
    passed = sum(part.standing.passed for part in chosen)
    count = sum(part.standing.exercises for part in chosen)
    share = words(say("summary.share", passed=passed, count=count))
    squares = "".join(
        f"<i class='{'on' if place < passed else 'off'}'></i>" for place in range(count)
    )
    return f"<p class='bar' aria-hidden='true'>{squares}</p><p>{escape(share)}</p>"


def _section(part: _Chapter, now: ProgressRecords, *, alone: bool) -> str:
    passed = [m for m in part.members if record_of(now, m).state == "passed"]
    at_once = [m for m in passed if 0 < record_of(now, m).tries <= _FEW]
    fought = [m for m in passed if record_of(now, m).tries > _FEW]
    untold = [m for m in passed if not record_of(now, m).tries]
    fought.sort(key=lambda member: -record_of(now, member).tries)
    lists = [
        _list(say("summary.at-once"), at_once, now),
        _list(say("summary.tries"), fought, now),
        _list(say("summary.passed"), untold, now),
        _questions(part.standing.chapter, now),
    ]
    head = title_of(part.standing.chapter)
    number = number_of(part.standing.chapter)
    heading = "" if alone else f"<h2>{number} · {escape(head)}</h2>"
    return f"<section>{heading}{''.join(lists)}</section>"


def _list(title: Message, members: Sequence[Exercise], now: ProgressRecords) -> str:
    if not members:
        return ""
    rows = "".join(f"<li>{_line(member, now)}</li>" for member in members)
    return f"<h3>{escape(words(title))}</h3><ul>{rows}</ul>"


def _line(member: Exercise, now: ProgressRecords) -> str:
    tries = record_of(now, member).tries
    times = (
        f" <small>{escape(words(say('summary.checks', count=tries)))}</small>" if tries > 1 else ""
    )
    practised = f"<br><span>{html.marked(member.practised)}</span>" if member.practised else ""
    return f"<b>{escape(member.title)}</b>{times}{practised}"


def _questions(chapter: str, now: ProgressRecords) -> str:
    given = [question for question in questions_in(chapter) if question.id in now.guesses]
    if not given:
        return ""
    hit = sum(now.guesses[question.id].hit for question in given)
    share = words(say("summary.guessed", hit=hit, count=len(given)))
    turned = [question for question in given if now.guesses[question.id].later]
    rows = "".join(f"<li>{html.marked(_short(question))}</li>" for question in turned)
    later = f"<h3>{escape(words(say('summary.later')))}</h3><ul>{rows}</ul>" if rows else ""
    return f"{later}<p>{escape(share)}</p>"


def _short(question: Prediction) -> str:
    """The question's last sentence, without its marks: what was asked."""
    return next(reversed(list(_sentences(question.text))), question.id)


def _sentences(text: str) -> Iterator[str]:
    bare = text.replace("*", "").split("\n\n")[0] if text else ""
    for sentence in bare.replace("\n", " ").split(". "):
        if sentence.strip():
            yield sentence.strip()
