"""A mark by hand counts for the whole group: what one member's answer was given, all get.

Only where the others wait for a person, and where all of them have the very text that was read.
A mark that stands is never changed: who gives two members different points has meant it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nbgrader.api import Comment, Grade, Gradebook, MissingEntry

from autograder.collect.teams import Team, kept_teams
from autograder.course.course import Course
from autograder.course.database import opened
from autograder.course.hand_marks import HandMarks
from autograder.course.rubric_marks import RubricMarks, rubric_path
from autograder.course.standing import is_open
from autograder.files.paths import CHECK_PREFIX


@dataclass(frozen=True, slots=True)
class SharedMark:
    """Points that a member got because another member of the group was given them by hand."""

    student: str
    cell: str
    points: float
    giver: str


@dataclass(slots=True)
class _Cell:
    """One member's cell, as the gradebook has it."""

    student: str
    name: str
    text: str
    grade: Grade
    book: Gradebook
    chapter: str

    @property
    def comment(self) -> str:
        found = self._comment()
        return (found.manual_comment or "") if found is not None else ""

    def take(self, other: _Cell) -> None:
        self.grade.manual_score = other.grade.manual_score
        self.grade.extra_credit = other.grade.extra_credit
        self.grade.needs_manual_grade = False
        found = self._comment()
        if found is not None and not found.manual_comment and other.comment:
            found.manual_comment = other.comment

    def _comment(self) -> Comment | None:
        try:
            return self.book.find_comment(self.name, self.chapter, self.chapter, self.student)
        except MissingEntry:
            return None


def shared_sentence(shared: Sequence[SharedMark]) -> str:
    """What was shared, and who got it."""
    count, who = len(shared), ", ".join(dict.fromkeys(one.student for one in shared))
    return (
        f"{count} {'mark' if count == 1 else 'marks'} given by hand to a member of a group now "
        f"{'counts' if count == 1 else 'count'} for the others who waited with the same text: "
        f"{who}."
    )


def share_by_hand(
    course: Course, chapter: str, student: str = "", hands: HandMarks | None = None
) -> list[SharedMark]:
    """Give marks by hand of one member to those of the group who wait with the same text.

    Args:
        course: the course folder.
        chapter: the assignment's name.
        student: in the group of this student alone; in all groups unless given.
        hands: which texts the marks are about; read when None.

    Raises:
        Refused: the gradebook or the kept groups cannot be read.
    """
    teams = kept_teams(course.root, chapter)
    chosen = [team for team in teams.teams if not student or team.has(student)] if teams else []
    if not chosen:
        return []
    rubric = RubricMarks(rubric_path(course.root, chapter))
    hands, found = hands or HandMarks(course.hand_path(chapter)), []
    with opened(course.db_url, course.root) as book:
        for team in chosen:
            for taker, giver in _in_team(list(_cells(book, chapter, team, hands))):
                said = rubric.of(giver.student, giver.name, giver.text)
                if said.by:  # first: criteria alone say nothing until the points are the same
                    rubric.note(taker.student, taker.name, taker.text, said)
                taker.take(giver)
                points = float(giver.grade.manual_score)
                found.append(SharedMark(taker.student, taker.name, points, giver.student))
        book.db.commit()
    return found


def _cells(book: Gradebook, chapter: str, team: Team, hands: HandMarks) -> Iterator[_Cell]:
    for student in team.students if len(team.members) > 1 else ():
        texts = hands.shown(student)
        try:
            submission = book.find_submission(chapter, student)
        except MissingEntry:
            continue
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                name = grade.cell.name.removeprefix(CHECK_PREFIX)
                if name in texts:
                    yield _Cell(student, name, texts[name], grade, book, chapter)


def _in_team(cells: Sequence[_Cell]) -> Iterator[tuple[_Cell, _Cell]]:
    """Who is to get a mark, and whose."""
    for name, text in dict.fromkeys((cell.name, cell.text) for cell in cells):
        same = [cell for cell in cells if (cell.name, cell.text) == (name, text)]
        given = [cell for cell in same if cell.grade.manual_score is not None]
        if len({(cell.grade.manual_score, cell.grade.extra_credit or 0.0) for cell in given}) != 1:
            continue  # nobody's yet, or not one mark
        for cell in same:
            if is_open(cell.grade):
                yield cell, given[0]
