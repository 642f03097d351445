"""Classes of any size, out of verdicts that the catalogue's own answers were given."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from autograder.catalogue.entry import chapter_of
from autograder.course.journal import JournalEntry, JournalWriter
from autograder.demo.people import people
from autograder.submission.remark import Remark
from autograder.submission.result import Result, Submission
from course_utils.core.exercise import Exercise
from course_utils.core.verdict import State, Verdict, unjudged
from tests.autograder.feedback.samples import CHAPTER, EXERCISES, judged, mistaken

# The mistakes that the invented class makes most, then whatever else there is.
COMMON = {
    "lr-backward": ("missing-mean", "missing-mean-dw", "wrong-axis"),
    "bce": ("sum", "minus-missing"),
    "lr-forward": ("sigmoid-missing", "bias-missing"),
}
_REMARKS = (
    Remark("found-by-text", cell="lr-init"),
    Remark("check-changed", count=2, cells=("check-bce", "check-lr-init")),
    Remark("timed-out", exercise="lr-train"),
    Remark("ended-process", exercise="bce"),
    Remark("processes-left"),
)
_EMPTY = Remark("unreadable", reasons=(Remark("empty-file"),))


def verdicts_of(chapter: str = CHAPTER) -> dict[str, list[Verdict]]:
    """By exercise: the right answer's verdict, then those of a few wrong ones."""
    found: dict[str, list[Verdict]] = {}
    for entry in chapter_of(chapter):
        assert entry.right is not None
        common = [name for name in COMMON.get(entry.id, ()) if name in entry.mistakes]
        names = [*common, *[name for name in entry.mistakes if name not in common][:9]]
        right = judged(entry, entry.right.obj)
        found[entry.id] = [right, *(mistaken(entry.id, name) for name in names)]
    return found


def make(size: int, seed: int = 0, bulk: int = 0) -> Iterator[Result]:
    """Results of a class in which the able do better, one at a time.

    Args:
        size: how many students.
        seed: decides everything.
        bulk: characters of each result's notebook.
    """
    rng = random.Random(seed)
    verdicts = verdicts_of()
    persons = people(rng)
    for number in range(size):
        person = next(persons)
        submission = Submission(person.student, CHAPTER, "x.ipynb", "ab" * 32, name=person.name)
        if number % 40 == 39:
            yield Result(dataclasses.replace(submission, file=""), "missing")
        elif number % 50 == 49:
            yield Result(submission, "unreadable", remarks=(_EMPTY,))
        else:
            yield _graded(submission, rng, verdicts, bulk)


def _graded(
    submission: Submission, rng: random.Random, verdicts: dict[str, list[Verdict]], bulk: int
) -> Result:
    ability = rng.gauss(0.6, 1.0)
    chosen: dict[str, Verdict] = {}
    remarks: list[Remark] = []
    for place, exercise in enumerate(EXERCISES):
        hard = 0.15 * place + (1.2 if exercise.id == "lr-backward" else 0.0)
        if rng.random() < 1 / (1 + math.exp(-(ability - hard) * 1.6 - 0.9)):
            chosen[exercise.id] = verdicts[exercise.id][0]
        elif rng.random() < 0.08 + 0.05 * place:
            chosen[exercise.id] = unjudged(exercise, "not_attempted")
        elif rng.random() < 0.03:
            chosen[exercise.id] = unjudged(exercise, "timeout", "It ran for 10 s.")
            remarks.append(Remark("timed-out", exercise=exercise.id))
        else:
            wrong = verdicts[exercise.id][1:]
            chosen[exercise.id] = rng.choices(
                wrong, [1 / (k + 1) ** 1.6 for k in range(len(wrong))]
            )[0]
    if rng.random() < 0.06:
        remarks.append(rng.choice(_REMARKS))
    code = {"lr-sigmoid": "def sigmoid(self, z):\n    return torch.sigmoid(z)\n"}
    return Result(
        submission,
        "flagged" if remarks else "graded",
        chosen,
        tuple(remarks),
        code if rng.random() < 0.1 else {},
        "n" * bulk,
        round(rng.lognormvariate(-1.5, 0.6), 3),
        "0.1.0",
    )


def scored(rows: Sequence[Sequence[float]], exercises: Sequence[Exercise]) -> list[Result]:
    """Results with the given points, for the arithmetic."""
    results = []
    for number, points in enumerate(rows):
        verdicts = {}
        for exercise, score in zip(exercises, points, strict=True):
            state: State = "passed" if score == exercise.points else "wrong"
            parts = {exercise.parts[0].name: score}
            verdicts[exercise.id] = Verdict(exercise.id, state, exercise.points, parts)
        results.append(Result(Submission(f"s{number}", CHAPTER), "graded", verdicts))
    return results


def write_journal(path: Path, results: Iterable[Result]) -> None:
    """The results as a grading run would leave them."""
    with JournalWriter(path) as writer:
        writer.begin(regrade=False)
        for number, result in enumerate(results):
            student = result.submission.student
            entry = JournalEntry(student, f"f{number}", f"w{number}", "d", "a", result.state, "r")
            writer.append([(entry, result)])
        writer.end()
