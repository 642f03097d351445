"""Real results to draw: the catalogue's answers, judged by fresh keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import cache

from autograder.catalogue.entry import Entry, chapter_of, find_entry
from autograder.catalogue.keys import make_keys, run
from autograder.feedback import render_feedback
from autograder.submission.remark import Remark
from autograder.submission.result import Result, Submission
from course_utils.core.judge import judge
from course_utils.core.key import Keys
from course_utils.core.verdict import Verdict, unjudged

CHAPTER = "04_logistic_regression"
EXERCISES = [entry.exercise for entry in chapter_of(CHAPTER)]


@cache
def keys_of(exercise_id: str, seed: str = "feedback") -> Keys:
    return make_keys(find_entry(exercise_id), seed)


def judged(entry: Entry, obj: object) -> Verdict:
    """The verdict on any object, by the exercise's own probe."""
    keys = keys_of(entry.id)
    return judge(entry.exercise, keys, [run(entry, obj, case) for case in keys.cases])


def written(exercise_id: str, answer: Callable) -> Verdict:
    entry = find_entry(exercise_id)
    return judged(entry, entry.wrap(answer))


def mistaken(exercise_id: str, mistake: str) -> Verdict:
    entry = find_entry(exercise_id)
    return judged(entry, next(i.obj for name, i in entry.wrong if name == mistake))


def on_hidden_inputs(verdict: Verdict) -> Verdict:
    """The same verdict as the grader hands it on when only secret inputs showed it."""
    assert verdict.difference is not None
    return dataclasses.replace(
        verdict, difference=dataclasses.replace(verdict.difference, hidden=True)
    )


@cache
def mixed() -> Result:
    """A chapter with one of each state, and the code of each."""
    entries = {entry.id: entry for entry in chapter_of(CHAPTER)}
    right = entries["lr-init"].right
    assert right is not None
    verdicts = {
        "lr-init": judged(entries["lr-init"], right.obj),
        "lr-sigmoid": mistaken("lr-sigmoid", "sign-of-z"),
        "lr-forward": mistaken("lr-forward", "product-order"),
        "lr-backward": mistaken("lr-backward", "missing-mean"),
        "lr-optimize": unjudged(
            entries["lr-optimize"].exercise, "grader_fault", "worker 7: ENOSPC"
        ),
        "bce": unjudged(entries["bce"].exercise, "crashed", "It was ended by signal 9."),
        "lr-train": unjudged(entries["lr-train"].exercise, "timeout", "It ran for 10 s."),
        "logistic-function": unjudged(entries["logistic-function"].exercise, "not_attempted"),
    }
    code = {"lr-init": right.source}
    code |= {name: entries[name].wrong[0][1].source for name in ("lr-sigmoid", "lr-backward")}
    code["lr-train"] = "while True:\n    pass\n"
    submission = Submission("ada.lovelace", CHAPTER, "ada.ipynb", "ab" * 32, "2026-03-01T10:00:00Z")
    remarks = (Remark("found-by-text", cell="bce"),)
    return Result(submission, "flagged", verdicts, remarks, code, release="0.1.0")


def alone(verdict: Verdict, code: str = "", **fields) -> Result:
    """A result with one judged exercise."""
    texts: Mapping[str, str] = {verdict.exercise: code} if code else {}
    submission = Submission("ada.lovelace", CHAPTER)
    return Result(submission, "graded", {verdict.exercise: verdict}, code=texts, **fields)


def page_of(verdict: Verdict, code: str = "", **options) -> str:
    """The page of one exercise alone."""
    exercises = [find_entry(verdict.exercise).exercise]
    return render_feedback(alone(verdict, code), exercises, **options)
