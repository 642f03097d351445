"""From results to the few facts that a report needs, one result at a time.

A result holds a whole notebook; a row holds a student's points and reasons. So a class of
thousands fits into memory, while its journal may not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.collect.ids import id_key
from autograder.course.decisions import Decided
from autograder.report.delegated import handed_over
from autograder.submission.remark import Remark
from autograder.submission.result import Result
from course_utils.core.exercise import Exercise
from course_utils.core.mistake import Mistake
from course_utils.core.place import Proof
from course_utils.core.verdict import Verdict
from course_utils.views.secret import without_values

GRADED = ("graded", "flagged")
NOT_ASKED = "not_asked"
"""The student's release does not have the exercise."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One student's answer to one exercise.

    Attributes:
        state: as in a verdict, or :data:`NOT_ASKED`.
        score, most: the points earned, and those that could be.
        mistake: the named mistake's id, or empty.
        library: the library's name that does the exercise's work, or empty.
        kind: of the edit that was found where it went wrong, or empty.
    """

    state: str
    score: float
    mistake: str = ""
    library: str = ""
    most: float = 0.0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One student.

    Attributes:
        student, name: the id and the person's name.
        state: the submission's.
        answers: one for each exercise, in the chapter's order; empty when nothing
            could be graded.
        flags: reasons why a person may want to look.
        cpu_seconds: what the student's own code took.
        elsewhere: points earned in exercises that the chapter no longer has.
    """

    student: str
    name: str
    state: str
    answers: tuple[Answer, ...] = ()
    flags: tuple[Remark, ...] = ()
    cpu_seconds: float = 0.0
    elsewhere: float = 0.0

    @property
    def score(self) -> float:
        """The points earned."""
        return sum(answer.score for answer in self.answers) + self.elsewhere

    @property
    def is_open(self) -> bool:
        """Whether points wait for us: the grader broke on an exercise."""
        return any(answer.state == "grader_fault" for answer in self.answers)


@dataclass(slots=True)
class ClassData:
    """A class's results for one chapter.

    Attributes:
        exercises: the chapter's, in its order.
        rows: one for each student.
        mistakes: by exercise and mistake's id, the mistake as it was said first.
        varying: those of them whose sentence holds sizes or shapes that were not the same for
            all.
        samples: by exercise, mistake's id (empty without one) and kind of edit, the shortest line
            in which it was found.
        unknown: exercises of results that the chapter does not have any more.
        waiting: by student, how many answers have no mark until a person gives one.
        others: how many students have other points in the gradebook than the grader's.
        decided: by student, what a person decided about the whole chapter.
        sections: by the student's :func:`id_key`, the section; empty where there are none.
    """

    chapter: str
    exercises: Sequence[Exercise]
    rows: list[StudentRow] = field(default_factory=list)
    mistakes: dict[tuple[str, str], Mistake] = field(default_factory=dict)
    varying: set[tuple[str, str]] = field(default_factory=set)
    samples: dict[tuple[str, str, str], Proof] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    waiting: Mapping[str, int] = field(default_factory=dict)
    others: int = 0
    decided: Mapping[str, Decided] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)

    @property
    def graded(self) -> list[StudentRow]:
        """The rows with answers: what every share and every mean is taken over."""
        return [row for row in self.rows if row.state in GRADED and row.answers]

    def is_excused(self, row: StudentRow) -> bool:
        """Whether the student need not hand in."""
        return row.student in self.decided and self.decided[row.student].excuse is not None

    def section_of(self, row: StudentRow) -> str:
        """The student's section; empty for who is in none."""
        return self.sections.get(id_key(row.student), "")

    @property
    def most(self) -> float:
        """The points of the whole chapter."""
        return sum(exercise.points for exercise in self.exercises)


def gather(results: Iterable[Result], chapter: str, exercises: Sequence[Exercise]) -> ClassData:
    """Read the results once, in any order; of each nothing but its row is kept."""
    data = ClassData(chapter, exercises)
    known = {exercise.id for exercise in exercises}
    for result in results:
        data.unknown |= set(result.verdicts) - known
        data.rows.append(_row(result, data))
    return data


def _row(result: Result, data: ClassData) -> StudentRow:
    submission = result.submission
    graded = result.state in GRADED
    known = {exercise.id for exercise in data.exercises}
    answers = tuple(_answer(result, e, data) for e in data.exercises) if graded else ()
    return StudentRow(
        student=submission.student,
        name=submission.name,
        state=result.state,
        answers=answers,
        flags=tuple(dict.fromkeys(result.flags)),
        cpu_seconds=result.cpu_seconds,
        elsewhere=sum(one.score for name, one in result.verdicts.items() if name not in known)
        if graded
        else 0.0,
    )


def _answer(result: Result, exercise: Exercise, data: ClassData) -> Answer:
    verdict = result.verdicts.get(exercise.id)
    if verdict is None:
        return Answer(NOT_ASKED, 0.0)
    _note_mistake(verdict, data)
    # A hand-over that earns nothing is a mistake like any other, and has its name.
    library = handed_over(result.code.get(exercise.id, ""), exercise) if verdict.score else ""
    mistake = verdict.mistake or ""
    kind = _note_place(verdict, data)
    return Answer(verdict.state, verdict.score, mistake, library, verdict.max_score, kind)


def _note_place(verdict: Verdict, data: ClassData) -> str:
    """Keep the line if it is the best sample so far; the kind of the edit, or an empty text."""
    proof = verdict.proof
    if proof is None or verdict.hidden:
        return ""
    key = (verdict.exercise, verdict.mistake or "", proof.kind)
    data.samples[key] = min(proof, data.samples.get(key, proof), key=_length)
    return proof.kind


def _length(proof: Proof) -> tuple[int, str, int]:
    """Least for the line that is read at a glance; of equal ones always the same."""
    return len(proof.place.row.strip()), proof.place.row, proof.place.column


def _note_mistake(verdict: Verdict, data: ClassData) -> None:
    # A sentence may repeat a name that one student's code chose; the report speaks of all.
    cause = without_values(verdict).cause
    if cause is None:
        return
    key = (verdict.exercise, cause.id)
    if data.mistakes.setdefault(key, cause).sentence != cause.sentence:
        data.varying.add(key)
