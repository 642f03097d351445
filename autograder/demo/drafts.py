"""What each student of the sample class hands in, before names are given."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

from nbformat import NotebookNode

from autograder.demo import files
from autograder.demo.answers import WrittenAnswer, answers, released_stubs
from autograder.demo.planned import Planned, PlannedKind, PlannedState
from autograder.demo.trouble import PRINTS, SYNTAX_ERROR, TROUBLES, Trouble

RIGHT = 10
MISTAKES = 4  # of each exercise
_HALF = 4  # exercises that half a submission has answers to
# These write into the tensors that the notebook's own __init__ makes.
_NEEDS_TENSORS = {"copied_in"}
_SCRATCH = "model = LR(3)\nprint(model.w.shape, model.b)\nmodel.forward(torch.ones(3, 2))"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One file: its bytes, its name without the LMS's part, and its own plan if it has one."""

    data: bytes
    stem: str
    planned: Planned | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One student's work: attempts in the order of time; none when nothing was handed in."""

    planned: Planned
    attempts: tuple[Attempt, ...]


class Desk:
    """A chapter's answers and released notebook, and the sources of chance."""

    def __init__(self, chapter: str, rng: random.Random) -> None:
        self.chapter = chapter
        self.rng = rng
        self.answers = answers(chapter)
        self.released = released_stubs(chapter)
        self.own = {name: found.own for name, found in self.answers.items()}
        self.points = float(sum(found.points for found in self.answers.values()))

    def notebook(self, *instead: WrittenAnswer) -> NotebookNode:
        """The notebook's own answers everywhere, and these in the place of theirs."""
        return self.written({**self.own, **{answer.exercise: answer for answer in instead}})

    def written(self, chosen: Mapping[str, WrittenAnswer]) -> NotebookNode:
        """A notebook with one answer for each of these exercises; the rest are stubs."""
        return files.fill(self.released, {name: answer.text for name, answer in chosen.items()})

    def draft(
        self,
        kind: PlannedKind,
        what: str,
        content: NotebookNode | bytes,
        score: float | None,
        state: PlannedState = "graded",
        *,
        mistake: WrittenAnswer | None = None,
        stem: str = "",
    ) -> Draft:
        """One student with one file."""
        planned = Planned(
            student="",
            name="",
            file="",
            kind=kind,
            what=what,
            state=state,
            exercise=mistake.exercise if mistake else None,
            mistake=mistake.mistake if mistake else None,
            score=score,
        )
        data = content if isinstance(content, bytes) else files.notebook_bytes(content)
        return Draft(planned, (Attempt(data, stem or self.chapter),))

    def missed(self, answer: WrittenAnswer) -> float:
        """The score of a notebook in which this answer alone is not the best one."""
        return self.points - self.answers[answer.exercise].points + answer.score


def built_in(chapter: str, rng: random.Random) -> list[Draft]:
    """The students that every sample class has."""
    desk = Desk(chapter, rng)
    drafts = [_right(desk, number) for number in range(RIGHT)]
    for found in desk.answers.values():
        drafts += [_mistaken(desk, answer) for answer in found.wrong[:MISTAKES]]
    drafts += _unfinished(desk)
    drafts += _damaged(desk)
    drafts += _repaired(desk)
    drafts += [_troubled(desk, trouble) for trouble in TROUBLES]
    return drafts


def more(chapter: str, rng: random.Random) -> Iterator[Draft]:
    """Students without end: right ones and mistakes in turn, every mistake before any twice."""
    desk = Desk(chapter, rng)
    rest = [answer for found in desk.answers.values() for answer in found.wrong[MISTAKES:]]
    rng.shuffle(rest)
    for number, answer in enumerate(cycle(rest)):
        yield _right(desk, RIGHT + number)
        yield _mistaken(desk, answer)


# --------------------------------------------------------------------- right and wrong


def _right(desk: Desk, number: int) -> Draft:
    """Student ``number``'s choice of right answers; the first ones show every variant once."""
    if number == 0:
        return desk.draft("right", "the notebook's own answers", desk.notebook(), desk.points)
    chosen: dict[str, WrittenAnswer] = {}
    for name, found in desk.answers.items():
        fitting = _fitting(found.right, chosen)
        turn = number % len(fitting) if number < RIGHT else desk.rng.randrange(len(fitting))
        chosen[name] = fitting[turn]
    notebook = desk.written(chosen)
    what = "right, in other words"
    if any(answer.parameters for answer in chosen.values()):
        what = "right, with w and b as Parameters"
    if number % 5 == 3:
        what += ", and an added cell"
        notebook = files.with_scratch(notebook, "check-lr-optimize", _SCRATCH)
    return desk.draft("right", what, notebook, desk.points)


def _fitting(
    right: Sequence[WrittenAnswer], chosen: Mapping[str, WrittenAnswer]
) -> list[WrittenAnswer]:
    """The answers that go with the __init__ that was chosen before them."""
    init = chosen.get("lr-init")
    if init is None or right[0].exercise in ("bce", "lr-train", "logistic-function"):
        return list(right)
    if init.parameters and right[0].exercise == "lr-optimize":
        # A registered Parameter wants another update than a plain tensor.
        return [answer for answer in right if answer.parameters]
    return [
        answer
        for answer in right
        if (init.parameters or not answer.parameters)
        and (init.name == "own" or answer.name not in _NEEDS_TENSORS)
    ]


def _mistaken(desk: Desk, answer: WrittenAnswer) -> Draft:
    others = [answer]
    if answer.parameters:
        others += [a for a in desk.answers["lr-init"].right if a.parameters][:1]
        if answer.exercise != "lr-optimize":
            others += [a for a in desk.answers["lr-optimize"].right if a.parameters][:1]
    return desk.draft(
        "mistake",
        f"{answer.exercise}: {answer.about}",
        desk.notebook(*others),
        desk.missed(answer),
        mistake=answer,
    )


# ------------------------------------------------------------------------- unfinished


def _unfinished(desk: Desk) -> list[Draft]:
    half = dict(list(desk.own.items())[:_HALF])
    earned = sum(answer.score for answer in half.values())
    syntax = files.fill(desk.notebook(), {"lr-sigmoid": f"# exercise: lr-sigmoid\n{SYNTAX_ERROR}"})
    missing = desk.draft("missing", "on the roster, handed in nothing", b"", None, "missing")
    return [
        desk.draft("unfinished", "the released notebook, untouched", desk.released, 0.0),
        desk.draft("unfinished", "the first half is done", desk.written(half), earned),
        desk.draft(
            "unfinished",
            "one bracket is missing: a cell with a syntax error",
            syntax,
            desk.points - desk.answers["lr-sigmoid"].points,
        ),
        Draft(missing.planned, ()),
    ]


def _damaged(desk: Desk) -> list[Draft]:
    note = "# größte Mühe gegeben: é, ñ, ü\n"
    text = desk.own["lr-backward"].text.replace("\n", f"\n{note}", 1)
    typed = files.fill(desk.notebook(), {"lr-backward": text})
    latin = files.latin_1(typed)
    return [
        desk.draft(
            "damaged", "the upload broke off", files.cut_off(desk.notebook()), None, "unreadable"
        ),
        desk.draft("damaged", "an empty file", b"", None, "unreadable"),
        desk.draft("damaged", "saved as Latin-1", latin, desk.points, "flagged"),
        desk.draft(
            "right", "the file has another name", _tried(desk, "0.5"), desk.points, stem="04 (1)"
        ),
    ]


def _tried(desk: Desk, number: str) -> NotebookNode:
    """All right, with a line of the student's own: equal files would be told as copies."""
    line = f"print(bce(torch.tensor([[{number}]]), torch.ones(1, 1)))"
    return files.with_scratch(desk.notebook(), "check-bce", line)


def _repaired(desk: Desk) -> list[Draft]:
    """What the grader has to put right, or to choose from."""
    lost = desk.points - desk.answers["lr-optimize"].points
    deleted = files.without(
        desk.notebook(), "lr-optimize", "check-lr-optimize", "check-bce", "setup"
    )
    doubled = files.doubled(desk.notebook(), "bce")
    retyped = files.retyped(desk.notebook(), 1000.0)
    first = _mistaken(desk, desk.answers["lr-backward"].wrong[0])
    second = desk.draft(
        "right", "two attempts: the second is right", _tried(desk, "0.9"), desk.points
    )
    early = Attempt(first.attempts[0].data, desk.chapter, first.planned)
    return [
        desk.draft("damaged", "cells are deleted, one answer too", deleted, lost, "flagged"),
        desk.draft("damaged", "a cell and its check occur twice", doubled, desk.points, "flagged"),
        desk.draft(
            "hostile",
            "the marks are retyped: 1000 points a check, other ids",
            retyped,
            desk.points,
            "flagged",
        ),
        Draft(second.planned, (early, *second.attempts)),
    ]


# ---------------------------------------------------------------------------- hostile


def _troubled(desk: Desk, trouble: Trouble) -> Draft:
    found = desk.answers[trouble.exercise]
    answer = next((a for a in found.wrong if a.mistake == trouble.mistake), None)
    told = (answer or found.own).text.partition("\n")[2]
    cell = f"# exercise: {found.exercise}\n{trouble.text.replace('{answer}', told)}"
    notebook = files.fill(desk.notebook(), {found.exercise: cell})
    if trouble is PRINTS:
        notebook = files.with_outputs(notebook, found.exercise, 3_000_000)
    score = desk.points if answer is None else desk.missed(answer)
    if trouble.lost:
        score = desk.points - found.points
    return desk.draft("hostile", trouble.what, notebook, score, trouble.state, mistake=answer)
