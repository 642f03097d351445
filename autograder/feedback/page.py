"""The feedback page: one self-contained HTML file for one student and chapter.

Nothing on it runs: there is no script, every text is escaped, and the page
forbids itself anything but its own styles. What is said of an exercise comes
from :mod:`course_utils.views`, so that the page and the notebook agree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from jinja2 import Template
from markupsafe import Markup

from autograder.course.by_hand import NOTHING, ByHand, Given
from autograder.course.decisions import Decided, in_utc
from autograder.feedback.ask import ways_to_ask
from autograder.feedback.bars import score_bar
from autograder.feedback.given import Repriced
from autograder.feedback.own_seeds import SeedsSeen
from autograder.feedback.section import SIGNS, Section, section_of, with_given, written_answer
from autograder.feedback.shell import TEMPLATES, environment, policy, sheet
from autograder.files.paths import NOTEBOOKS
from autograder.submission.highlight import code_css, visible
from autograder.submission.remark import for_students
from autograder.submission.result import Result
from course_utils.core.exercise import Exercise
from course_utils.texts import say, words
from course_utils.views.figures import points

_STATES = {
    "graded": "page.graded",
    "flagged": "page.flagged",
    "unreadable": "page.unreadable",
    "missing": "page.missing",
    "grader_fault": "page.fault",
}
_NO_MARK = ("unreadable", "missing")


def render_feedback(
    result: Result,
    exercises: Sequence[Exercise],
    *,
    course: str = "",
    hint_level: int = 1,
    by_hand: ByHand = NOTHING,
    repriced: Sequence[Repriced] = (),
    requests: str = "",
    seeds: Mapping[str, SeedsSeen] = MappingProxyType({}),
) -> str:
    """The page, as the text of an HTML file in UTF-8.

    Args:
        result: the outcome for one submission.
        exercises: the chapter's, in its order.
        course: the course's name, for the head of the page.
        hint_level: which step of an exercise's hints is shown where points are
            missing: 1 to 3, or 0 for none.
        by_hand: points and comments of the instructor's, which count before ours.
        repriced: exercises whose points are others than in the student's notebook.
        requests: where students ask for another look at a mark: ``file``, or a mail address;
            empty where they do not by this page.
        seeds: by cell of an answer in words, the student's own and whose its outputs show.

    Raises:
        ValueError: ``hint_level`` is negative, or a verdict is about an exercise
            that is not among ``exercises``.
    """
    if hint_level < 0:
        raise ValueError(f"hint_level is {hint_level}; it is 1 to 3, or 0 for no hints")
    unknown = set(result.verdicts) - {exercise.id for exercise in exercises}
    if unknown:
        raise ValueError(f"verdicts on exercises of another chapter: {sorted(unknown)}")
    if result.state in _NO_MARK and not any(map(_counts, by_hand.given.values())):
        # Nobody has judged anything: there is one thing to say, and no list of empty exercises.
        exercises, by_hand = (), replace(NOTHING, decided=by_hand.decided)
    sections = [
        with_given(section_of(result, exercise, hint_level), _given(result, exercise, by_hand))
        for exercise in exercises
    ]
    sections += [
        written_answer(result, name, given, seeds.get(name))
        for name, given in by_hand.given.items()
        if given.written or (exercises and name not in {one.id for one in exercises})
    ]
    style = _style()
    decided = by_hand.decided
    penalty = 0.0 if decided.settles else by_hand.penalty
    score = _score(result, sections, by_hand.penalty)
    most = points(sum(section.most for section in sections))
    page = _template().render(
        course=course,
        title=_title(result),
        result=result,
        name=result.submission.name or result.submission.student,
        remarks=_remarks(result),
        state="" if decided.excuse and result.state == "missing" else _state(result),
        score=score,
        penalty=penalty,
        decided=decided,
        decision=_decision(decided, score, most),
        changed=[section for section in sections if section.by_hand or section.comment],
        most=most,
        still_open="" if decided.settles else _still_open(result, sections),
        to_read="" if decided.settles else _to_read(result, sections),
        sections=sections,
        repriced=repriced,
        ways=ways_to_ask(result, sections, requests),
        bar=score_bar([(section.earned or 0.0, section.most) for section in sections]),
        style=Markup(style),
        policy=policy(style),
    )
    # Here, over the whole page, so that no text can be forgotten.
    return visible(page)


def _counts(given: Given) -> bool:
    """Whether a person gave points or wrote something."""
    return bool(given.comment or given.extra or (given.points is not None and not given.empty))


def _score(result: Result, sections: Sequence[Section], penalty: float) -> str:
    """The points that count; empty while all of the grading is open."""
    earned = [section.earned for section in sections if section.earned is not None]
    if result.state in ("grader_fault", *_NO_MARK) and not earned:
        return ""
    return points(max(0.0, sum(earned) - penalty))


def _decision(decided: Decided, score: str, most: str) -> str:
    """What a person decided about the whole chapter, in one line; the reason is not for here."""
    found = []
    if decided.extension:
        found.append(say("page.extension", time=in_utc(decided.extension.until)))
    if decided.excuse:
        found.append(say("page.is-excused"))
    if decided.override:
        alone = score in ("", points(decided.override.mark))
        found.append(
            say("page.override-alone") if alone else say("page.override", score=score, most=most)
        )
    return " ".join(words(one) for one in found)


def _state(result: Result) -> str:
    # Remarks for the instructor alone are not announced to the student.
    only_theirs = result.state == "flagged" and not _remarks(result)
    return words(say(_STATES["graded" if only_theirs else result.state]))


def _remarks(result: Result) -> tuple[str, ...]:
    """What was repaired or stopped, each once; of a fault of ours, not its inner workings."""
    return for_students(result.all_remarks)


def _still_open(result: Result, sections: Sequence[Section]) -> str:
    """The points that wait for us, or an empty text when there are none."""
    faults = [s.most for s in sections if s.mark is SIGNS["grader_fault"] and s.earned is None]
    return points(sum(faults)) if faults and result.state != "grader_fault" else ""


def _given(result: Result, exercise: Exercise, by_hand: ByHand) -> Given | None:
    given = by_hand.given.get(exercise.id)
    # Of what could not be graded at all the page says so itself.
    graded = result.state in ("graded", "flagged")
    return given if given is None or graded else replace(given, waits=False)


def _to_read(result: Result, sections: Sequence[Section]) -> str:
    """The points that wait for the instructor, or an empty text when there are none."""
    waiting = sum(s.most for s in sections if s.mark is SIGNS["to_read"] and s.earned is None)
    return points(waiting) if waiting and result.state in ("graded", "flagged") else ""


def _title(result: Result) -> str:
    """The chapter's heading: in the graded notebook, else in today's; else its name in words."""
    chapter = result.submission.chapter
    path = NOTEBOOKS / f"{chapter}.ipynb"
    there = path.stat().st_mtime_ns if path.is_file() else 0
    if heading := _heading(result.notebook) or (_heading_of(path, there) if there else ""):
        return heading
    number, _, words = chapter.partition("_")
    words = words.replace("_", " ").capitalize()
    return f"{int(number)} · {words}" if number.isdecimal() and words else chapter


_BEGIN = '{"cells": ['
_DECODER = json.JSONDecoder()


def _heading(notebook: str) -> str:
    try:
        if notebook.startswith(_BEGIN):  # the first cell alone, of megabytes perhaps
            first, _ = _DECODER.raw_decode(notebook, len(_BEGIN))
        else:
            first = json.loads(notebook)["cells"][0]
        lines = "".join(first["source"]).splitlines()
    except (ValueError, LookupError, TypeError):
        return ""
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "")


@lru_cache(maxsize=16)
def _heading_of(path: Path, changed: int) -> str:
    """Args: changed: when; read once for as long as it does not change."""
    return _heading(path.read_text("utf-8"))


@cache
def _template() -> Template:
    return environment(TEMPLATES).get_template("feedback.html.j2")


@cache
def _style() -> str:
    return f"{sheet(TEMPLATES / 'feedback.css')}\n{code_css()}\n"
