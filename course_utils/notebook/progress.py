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
from course_utils.views import html
from course_utils.views.card import Card, show
from course_utils.views.figures import Table, points
from course_utils.views.text import table as text_table

_WORDS = {"passed": "✓ passed", "tried": "→ tried", "not yet": "○ not yet"}
# What passed has passed, whatever the cell holds since.
_SINCE = {
    "": "",
    "empty": " before; the cell is empty now",
    "tried": " before; not as it is now",
}
_FOOT = "Hidden checks with other numbers run at grading."


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
    said = []
    for path, act in ((load, _load), (save, _save)):
        if path is not None:
            said.append(act(Path(path)))
    by_chapter = _chapters()
    if chapter is not None:
        by_chapter = {name: rows for name, rows in by_chapter.items() if _means(name, chapter)}
        if not by_chapter:
            said.append(f"There is no chapter {chapter!r:.40}; they are {', '.join(_chapters())}.")
            by_chapter = _chapters()
    show(_card(by_chapter, known(), " ".join(said)))


def _load(path: Path) -> str:
    try:
        before = known()
        after = merge_records(read_records(path))
    except FileNotFoundError:
        return f"There is no file {path}: nothing was loaded."
    except (OSError, Unusable) as fault:
        return f"Nothing was loaded: {fault}"
    changed = sum(entry != before.exercises.get(n) for n, entry in after.exercises.items())
    return f"Loaded {path}: {_count(changed, 'exercise')} changed."


def _save(path: Path) -> str:
    try:
        write_records(path)
    except OSError as fault:
        return f"Nothing was saved to {path}: {fault.strerror or fault}."
    return f"Saved to {path}."


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
            line = _questions(chapter, now)
            parts.append("\n".join(filter(None, (f"{chapter}:", text_table(content), line))))
            blocks.append(f'<div style="margin-top:.5em"><b>{escape(chapter)}</b></div>')
            blocks += [html.table(content), html.paragraph(line)]
    following = _next(by_chapter, now)
    parts += [following, _FOOT]
    blocks += [html.paragraph(following), html.paragraph(_FOOT)]
    headline = "Your progress"
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
    rows.append(("the course", *_shares(sums)))
    headers = ("chapter", "passed", "visible points", "predicted")
    return Table(headers, tuple(rows), (False,) * len(rows), words=(0, 1, 2, 3))


def _shares(numbers: list[float]) -> tuple[str, str, str]:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    one, two, three = (f"{points(part)} of {points(whole)}" for part, whole in pairs)
    return one, two, three


def _exercises(members: list[Exercise], now: ProgressRecords) -> Table:
    rows = []
    for exercise in members:
        entry = _of(now, exercise)
        share = f"{points(min(entry.points, exercise.points))} of {points(exercise.points)}"
        times = _count(entry.checks, "check") if entry.checks else ""
        rows.append((exercise.id, _WORDS[entry.state] + _SINCE[entry.now], share, times))
    headers = ("exercise", "state", "points", "tried")
    return Table(headers, tuple(rows), (False,) * len(rows), words=(0, 1, 3))


def _questions(chapter: str, now: ProgressRecords) -> str:
    asked = _asked(chapter)
    if not asked:
        return ""
    given: list[Guess] = [now.guesses[q.id] for q in asked if q.id in now.guesses]
    line = f"Questions predicted: {len(given)} of {len(asked)}"
    if given:
        line += f", {sum(guess.hit for guess in given)} as it happened"
    missing = [question.id for question in asked if question.id not in now.guesses]
    return f'{line}. Next: `guess("{missing[0]}")`' if missing else f"{line}."


def _next(by_chapter: dict[str, list[Exercise]], now: ProgressRecords) -> str:
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
        return "Every exercise passes its visible checks."
    first = still[0]
    lead = "Tried, not passed yet" if tried else "Next"
    return f"{lead}: {first.id}, {first.title} ({first.chapter}, about {first.minutes} minutes)."


def _asked(chapter: str) -> list[Prediction]:
    try:
        return [question for question in predictions().values() if question.chapter == chapter]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _of(now: ProgressRecords, exercise: Exercise) -> Record:
    return now.exercises.get(exercise.id, Record())


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
