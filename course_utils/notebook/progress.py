"""``progress``: what passes, what was tried, what is next, by chapter and over the course."""

from __future__ import annotations

from html import escape

from course_utils.core.brief import brief
from course_utils.core.exercise import Exercise
from course_utils.notebook.keeping import ProgressPlace, load_progress, save_progress
from course_utils.notebook.predictions import questions_in
from course_utils.notebook.record_file import Guess, ProgressRecords
from course_utils.notebook.records import known
from course_utils.notebook.settings import course
from course_utils.notebook.standing import (
    exercises_by_chapter,
    is_still_open,
    links,
    meant_chapter,
    record_of,
    standing_of,
)
from course_utils.texts import Message, Words, say, words
from course_utils.views import html
from course_utils.views.card import Card, show
from course_utils.views.figures import Table, points
from course_utils.views.text import table as text_table

# What passed has passed, whatever the cell holds since.
_STATES = {
    ("passed", ""): "progress.passed",
    ("passed", "empty"): "progress.passed-now-empty",
    ("passed", "tried"): "progress.passed-now-tried",
    ("tried", ""): "progress.tried",
    ("not yet", ""): "progress.not-yet",
}


def progress(
    chapter: str | int | None = None,
    *,
    save: ProgressPlace | None = None,
    load: ProgressPlace | None = None,
) -> None:
    """Show what passes, what was tried and what is next.

    It is remembered in a small file beside the notebook, and so survives a restart of the
    kernel. Colab forgets its files after some hours: mount your Drive there, and call
    ``progress(save=True)`` once, and ``progress(load=True)`` the next time.

    Args:
        chapter: show this chapter alone: its number or name, ``4``, ``"modules"``.
        save: keep it in this file as well, now and for the rest of the session; True is your
            Drive where that is mounted, else a file beside the notebook. What the file holds
            is not lost.
        load: add what this file knows; of two results of an exercise the better counts.
    """
    said: list[Message] = []
    for place, act in ((load, load_progress), (save, save_progress)):
        if place is not None and place is not False:
            said += act(place)
    by_chapter = exercises_by_chapter()
    if chapter is not None:
        meant = meant_chapter(chapter, by_chapter)
        if meant is None:
            asked, names = brief(chapter), ", ".join(by_chapter)
            said.append(say("progress.no-chapter", chapter=asked, names=names))
        else:
            by_chapter = {meant: by_chapter[meant]}
    show(_card(by_chapter, known(), " ".join(map(words, said))))


def _card(by_chapter: dict[str, list[Exercise]], now: ProgressRecords, said: str) -> Card:
    parts, blocks = [], []
    if said:
        parts.append(said)
        blocks.append(html.paragraph(said))
    if len(by_chapter) > 1:
        overall = _overall(by_chapter, now)
        parts.append(text_table(overall))
        blocks.append(html.table(overall, links(by_chapter)))
    following = _next(by_chapter, now)
    for chapter, members in by_chapter.items():
        if len(by_chapter) == 1 or any(_is_begun(member, now) for member in members):
            content = _exercises(members, now)
            line = words(_questions(chapter, now))
            parts.append("\n".join(filter(None, (f"{chapter}:", text_table(content), line))))
            inner = html.table(content) + html.paragraph(line)
            here = len(by_chapter) == 1 or (following is not None and following in members)
            blocks.append(_folded(chapter, inner, opened=here))
    ends = [
        words(_say_next(following, now)),
        words(say("progress.foot")) if course().graded else "",
    ]
    headline = words(say("progress.headline"))
    parts += filter(None, ends)
    blocks += map(html.paragraph, ends)
    text = "\n".join([headline, *parts]).replace("`", "")
    return Card(html.frame("info", "", headline, blocks), text)


def _is_begun(member: Exercise, now: ProgressRecords) -> bool:
    return record_of(now, member).state != "not yet"


def _folded(chapter: str, inner: str, *, opened: bool) -> str:
    """A chapter's exercises; those of the chapter that is worked on are open."""
    return (
        f'<details style="margin-top:.4em"{" open" if opened else ""}>'
        f'<summary style="cursor:pointer"><b>{escape(chapter)}</b></summary>{inner}</details>'
    )


def _overall(by_chapter: dict[str, list[Exercise]], now: ProgressRecords) -> Table:
    rows = []
    sums = [0, 0, 0.0, 0.0, 0, 0]
    minutes = 0
    for chapter, members in by_chapter.items():
        standing = standing_of(chapter, members, now)
        earned = sum(min(record_of(now, member).points, member.points) for member in members)
        most = sum(member.points for member in members)
        asked = questions_in(chapter)
        answered = sum(question.id in now.guesses for question in asked)
        numbers = [
            standing.passed, standing.exercises, earned, most, answered, len(asked),
        ]  # fmt: skip
        sums = [old + new for old, new in zip(sums, numbers, strict=True)]
        minutes += standing.minutes
        rows.append((chapter, *_shares(numbers), _time(standing.minutes)))
    rows.append((words(say("progress.course")), *_shares(sums), _time(minutes)))
    headers = _headers("chapter", "passed", "points", "predicted", "left")
    return Table(headers, tuple(rows), (False,) * len(rows), words=(0, 1, 2, 3, 4))


def _time(minutes: int) -> str:
    """About how long, in words: to five minutes, from two hours on in hours."""
    if minutes < 5:
        return words(say("progress.minutes", minutes=minutes)) if minutes else "–"
    if minutes < 120:
        return words(say("progress.minutes", minutes=5 * round(minutes / 5)))
    return words(say("progress.hours", hours=round(minutes / 60)))


def _shares(numbers: list[float]) -> tuple[str, str, str]:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    one, two, three = (_share(part, whole) for part, whole in pairs)
    return one, two, three


def _share(part: float, whole: float) -> str:
    return words(say("progress.share", part=points(part), whole=points(whole)))


def _headers(*names: str) -> tuple[str, ...]:
    return tuple(words(say(f"progress.head-{name}")) for name in names)


def _exercises(members: list[Exercise], now: ProgressRecords) -> Table:
    rows = []
    for exercise in members:
        entry = record_of(now, exercise)
        share = _share(min(entry.points, exercise.points), exercise.points)
        times = words(say("progress.checks", count=entry.checks)) if entry.checks else ""
        state = words(say(_STATES[entry.state, entry.now if entry.state == "passed" else ""]))
        rows.append((exercise.id, state, share, times))
    headers = _headers("exercise", "state", "earned", "tried")
    return Table(headers, tuple(rows), (False,) * len(rows), words=(0, 1, 3))


def _questions(chapter: str, now: ProgressRecords) -> Words:
    asked = questions_in(chapter)
    if not asked:
        return ""
    given: list[Guess] = [now.guesses[q.id] for q in asked if q.id in now.guesses]
    both = {"given": len(given), "asked": len(asked)}
    hit = sum(guess.hit for guess in given)
    missing = [question.id for question in asked if question.id not in now.guesses]
    if not missing:
        return say("progress.questions-hit", **both, hit=hit)
    if not given:
        return say("progress.questions-next", **both, question=missing[0])
    return say("progress.questions-hit-next", **both, hit=hit, question=missing[0])


def _next(by_chapter: dict[str, list[Exercise]], now: ProgressRecords) -> Exercise | None:
    """What to do next: what was tried last, or the first that is open after the last passed."""
    members = [member for group in by_chapter.values() for member in group]
    tried = [member for member in members if record_of(now, member).state == "tried"]
    done = [place for place, member in enumerate(members) if not is_still_open(now, member)]
    after = members[done[-1] + 1 :] if done else []
    # Who began with chapter 4 is not sent back to chapter 1.
    begun = {member.chapter for member in members if _is_begun(member, now)}
    here = [member for member in members if member.chapter in begun]
    return next((m for m in [*tried, *after, *here, *members] if is_still_open(now, m)), None)


def _say_next(following: Exercise | None, now: ProgressRecords) -> Message:
    if following is None:
        return say("progress.all-pass")
    tried = record_of(now, following).state == "tried"
    return say(
        "progress.tried-first" if tried else "progress.next",
        exercise=following.id,
        title=following.title,
        chapter=following.chapter,
        minutes=following.minutes,
    )
