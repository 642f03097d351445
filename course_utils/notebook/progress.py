"""``progress``: what passes, what was tried, what is next, by chapter and over the course."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path

from course_utils.core.exercise import Exercise, exercises
from course_utils.core.released import released
from course_utils.notebook.predictions import Prediction, predictions
from course_utils.notebook.records import (
    Guess,
    ProgressRecords,
    Record,
    Unusable,
    known,
    merge_records,
    read_records,
    write_records,
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
    save: str | os.PathLike[str] | None = None,
    load: str | os.PathLike[str] | None = None,
) -> None:
    """Show what passes, what was tried and what is next.

    It is remembered in a small file beside the notebook, and so survives a restart of the
    kernel. Colab forgets its files after a while: there save it to your own Drive
    (``progress(save="/content/drive/MyDrive/progress.json")`` after Drive is mounted), or to
    a file in the list at the left, download that, and upload and load it the next time.

    Args:
        chapter: show this chapter alone: its number or name, ``4``, ``"modules"``.
        save: write it to this file as well.
        load: add what this file knows; of two results of an exercise the better counts.
    """
    said: list[Message] = []
    for path, act in ((load, _load), (save, _save)):
        if path is not None:
            said.append(act(Path(path)))
    by_chapter = _chapters()
    if chapter is not None:
        by_chapter = {name: rows for name, rows in by_chapter.items() if _means(name, chapter)}
        if not by_chapter:
            asked, names = f"{chapter!r:.40}", ", ".join(_chapters())
            said.append(say("progress.no-chapter", chapter=asked, names=names))
            by_chapter = _chapters()
    show(_card(by_chapter, known(), " ".join(map(words, said))))


def _load(path: Path) -> Message:
    try:
        before = known()
        after = merge_records(read_records(path))
    except FileNotFoundError:
        return say("progress.no-file", path=str(path))
    except (OSError, Unusable) as fault:
        return say("progress.not-loaded", fault=str(fault))
    changed = sum(entry != before.exercises.get(n) for n, entry in after.exercises.items())
    return say("progress.loaded", path=str(path), count=changed)


def _save(path: Path) -> Message:
    try:
        write_records(path)
    except OSError as fault:
        return say("progress.not-saved", path=str(path), fault=str(fault.strerror or fault))
    return say("progress.saved", path=str(path))


def _chapters() -> dict[str, list[Exercise]]:
    found: dict[str, list[Exercise]] = {}
    for exercise in exercises().values():
        found.setdefault(exercise.chapter, []).append(exercise)
    return {chapter: _as_in_the_notebook(chapter, members) for chapter, members in found.items()}


def _as_in_the_notebook(chapter: str, members: list[Exercise]) -> list[Exercise]:
    try:
        places = {cell.id: place for place, cell in enumerate(released(chapter).cells)}
    except (OSError, ValueError, LookupError, TypeError):
        return members
    return sorted(members, key=lambda member: places.get(member.id, len(places)))


def _means(name: str, asked: str | int) -> bool:
    number, _, title = name.partition("_")
    if isinstance(asked, int):
        return int(number) == asked
    bare = str(asked).strip().removesuffix(".ipynb").lower()
    return bare in (name, title, number, number.lstrip("0"))


def _card(by_chapter: dict[str, list[Exercise]], now: ProgressRecords, said: str) -> Card:
    parts, blocks = [], []
    if said:
        parts.append(said)
        blocks.append(html.paragraph(said))
    if len(by_chapter) > 1:
        overall = _overall(by_chapter, now)
        parts.append(text_table(overall))
        blocks.append(html.table(overall))
    for chapter, members in by_chapter.items():
        if len(by_chapter) == 1 or any(_of(now, member).state != "not yet" for member in members):
            content = _exercises(members, now)
            line = words(_questions(chapter, now))
            parts.append("\n".join(filter(None, (f"{chapter}:", text_table(content), line))))
            blocks.append(f'<div style="margin-top:.5em"><b>{escape(chapter)}</b></div>')
            blocks += [html.table(content), html.paragraph(line)]
    following = words(_next(by_chapter, now))
    foot, headline = words(say("progress.foot")), words(say("progress.headline"))
    parts += [following, foot]
    blocks += [html.paragraph(following), html.paragraph(foot)]
    text = "\n".join([headline, *parts]).replace("`", "")
    return Card(html.frame("info", "", headline, blocks), text)


def _overall(by_chapter: dict[str, list[Exercise]], now: ProgressRecords) -> Table:
    rows = []
    sums = [0, 0, 0.0, 0.0, 0, 0]
    for chapter, members in by_chapter.items():
        passed = sum(_of(now, member).state == "passed" for member in members)
        earned = sum(min(_of(now, member).points, member.points) for member in members)
        most = sum(member.points for member in members)
        asked = _asked(chapter)
        answered = sum(question.id in now.guesses for question in asked)
        numbers = [passed, len(members), earned, most, answered, len(asked)]
        sums = [old + new for old, new in zip(sums, numbers, strict=True)]
        rows.append((chapter, *_shares(numbers)))
    rows.append((words(say("progress.course")), *_shares(sums)))
    headers = _headers("chapter", "passed", "points", "predicted")
    return Table(headers, tuple(rows), (False,) * len(rows), words=(0, 1, 2, 3))


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
        entry = _of(now, exercise)
        share = _share(min(entry.points, exercise.points), exercise.points)
        times = words(say("progress.checks", count=entry.checks)) if entry.checks else ""
        state = words(say(_STATES[entry.state, entry.now if entry.state == "passed" else ""]))
        rows.append((exercise.id, state, share, times))
    headers = _headers("exercise", "state", "earned", "tried")
    return Table(headers, tuple(rows), (False,) * len(rows), words=(0, 1, 3))


def _questions(chapter: str, now: ProgressRecords) -> Words:
    asked = _asked(chapter)
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


def _next(by_chapter: dict[str, list[Exercise]], now: ProgressRecords) -> Message:
    """What to do next: what was tried last, or the first that is open after the last passed."""
    members = [member for group in by_chapter.values() for member in group]
    tried = [member for member in members if _of(now, member).state == "tried"]
    done = [place for place, member in enumerate(members) if _of(now, member).state == "passed"]
    after = members[done[-1] + 1 :] if done else []
    # Who began with chapter 4 is not sent back to chapter 1.
    begun = {member.chapter for member in members if _of(now, member).state != "not yet"}
    here = [member for member in members if member.chapter in begun]
    still = [m for m in [*tried, *after, *here, *members] if _of(now, m).state != "passed"]
    if not still:
        return say("progress.all-pass")
    first = still[0]
    return say(
        "progress.tried-first" if tried else "progress.next",
        exercise=first.id,
        title=first.title,
        chapter=first.chapter,
        minutes=first.minutes,
    )


def _asked(chapter: str) -> list[Prediction]:
    try:
        return [question for question in predictions().values() if question.chapter == chapter]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _of(now: ProgressRecords, exercise: Exercise) -> Record:
    return now.exercises.get(exercise.id, Record())
