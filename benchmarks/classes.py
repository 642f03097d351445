"""Classes for the benchmarks: as many submissions as wanted, no two of them alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from autograder.demo.answers import answers, released_stubs
from autograder.demo.files import fill, notebook_bytes

CHAPTER = "04_logistic_regression"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One honest submission.

    Attributes:
        student: the id.
        data: the file.
        score: the points that it has to get.
        whole: everything in it is right.
    """

    student: str
    data: bytes
    score: float
    whole: bool


def submissions(count: int, *, prefix: str = "s") -> Iterator[HandedIn]:
    """Right answers and known mistakes in turn.

    Each has its own comment in a cell, so that the grader, which grades equal answers once,
    has to grade all of them.
    """
    found = answers(CHAPTER)
    own = {name: exercise.own.text for name, exercise in found.items()}
    most = sum(exercise.points for exercise in found.values())
    # A wrong lr-init changes what the other exercises stand on; the others are independent.
    wrong = cycle(
        [
            answer
            for name, exercise in found.items()
            for answer in exercise.wrong
            if name != "lr-init" and not answer.parameters
        ]
    )
    notebook = released_stubs(CHAPTER)
    for number in range(count):
        texts, score = dict(own), most
        if number % 2:
            answer = next(wrong)
            texts[answer.exercise] = answer.text
            score += answer.score - found[answer.exercise].points
        student = f"{prefix}{number:05d}"
        texts["lr-init"] += f"\n# {student}"
        yield HandedIn(student, notebook_bytes(fill(notebook, texts)), score, not number % 2)


def write_class(folder: Path, count: int) -> list[HandedIn]:
    """The submissions as files, ``<student>/<chapter>.ipynb``; what has to come of them."""
    made = []
    for one in submissions(count):
        (folder / one.student).mkdir(parents=True)
        (folder / one.student / f"{CHAPTER}.ipynb").write_bytes(one.data)
        made.append(HandedIn(one.student, b"", one.score, one.whole))
    return made
