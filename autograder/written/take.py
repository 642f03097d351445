"""From a saved file into the gradebook, as formgrader writes it: a manual score and a comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from nbgrader.api import Comment, Grade, Gradebook, MissingEntry

from autograder.build.rubric import WrittenQuestion
from autograder.collect.group_hands import SharedMark, share_by_hand
from autograder.course.course import Course
from autograder.course.hand_marks import HandMark, HandMarks
from autograder.course.journal import Journal
from autograder.course.penalties import settle_penalties
from autograder.course.rubric_marks import (
    MarkedCriterion,
    RubricMark,
    RubricMarks,
    rubric_path,
)
from autograder.submission.result import GRADED, Result
from autograder.written.gathered import GivenMark, writer_key
from autograder.written.saved import SavedMark, SavedMarks

NOBODY, OTHER_TEXT, CHANGED = "nobody", "text", "changed"
"""Why a mark is not taken over."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A mark that was not taken over.

    Attributes:
        student: whose; the key in the file where nobody is known by it.
        why: one of the reasons above.
        now: what the gradebook has.
        wanted: what the file says.
    """

    student: str
    why: str
    now: GivenMark
    wanted: GivenMark


@dataclass(slots=True)
class TakenMarks:
    """What became of a file.

    Attributes:
        written: ids of those whose mark is new.
        same: how many had it already.
        without: how many have no points in the file.
        kept: what was left as it is.
        shared: what other members of their groups got, who waited with the same text.
    """

    written: list[str] = field(default_factory=list)
    same: int = 0
    without: int = 0
    kept: list[Kept] = field(default_factory=list)
    shared: list[SharedMark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Change:
    result: Result
    mark: SavedMark
    grade: Grade
    comment: Comment | None


def take_marks(
    course: Course, chapter: str, saved: SavedMarks, *, overwrite: bool = False
) -> TakenMarks:
    """Write a file's marks into the gradebook, all in one transaction.

    A mark is left as it is, and named, where its student is not in the course, has handed in
    another text since, or was graded by somebody else since.

    Args:
        course: the course folder; nobody else may be at work on it.
        chapter: the assignment's name.
        saved: what was read.
        overwrite: what somebody else gave since is replaced.
    """
    taken, cell = TakenMarks(), saved.question.id
    people = _people(course, chapter, cell)
    with Gradebook(course.db_url, course.course_id) as book:
        changes = [
            change
            for mark in saved.marks
            for key in mark.keys
            if (change := _change(book, people, key, mark, cell, taken, overwrite=overwrite))
        ]
        _note(course, chapter, saved, changes)
        for change in changes:
            _give(change)
        book.db.commit()
        hands = HandMarks(course.hand_path(chapter))
        for change in changes:
            mine = change.result.submission.student
            given = HandMark(
                change.mark.points, change.grade.extra_credit or None, change.mark.comment
            )
            hands.note(mine, cell, change.mark.text, given)
            taken.written.append(mine)
    taken.shared = share_by_hand(course, chapter)
    shared = (one.student for one in taken.shared)
    settle_penalties(course, chapter, (*taken.written, *shared))
    return taken


def _people(course: Course, chapter: str, cell: str) -> Mapping[str, Result]:
    """The graded results, by the key of their students."""
    secret = course.secret()
    return {
        writer_key(secret, chapter, cell, result.submission.student): result
        for result in _graded(Journal(course.journal_path(chapter)))
    }


def _graded(journal: Journal) -> Iterator[Result]:
    for result in journal.results():
        if result.state in GRADED:
            yield replace(result, notebook="")  # of megabytes perhaps


def _change(
    book: Gradebook,
    people: Mapping[str, Result],
    key: str,
    mark: SavedMark,
    cell: str,
    taken: TakenMarks,
    *,
    overwrite: bool,
) -> _Change | None:
    """What is to be written for one student; None where nothing is, which ``taken`` says."""
    wanted, result = GivenMark(mark.points, mark.comment), people.get(key)
    grade, comment = (None, None) if result is None else _rows(book, result, cell)
    if result is None or grade is None:
        taken.kept.append(Kept(key, NOBODY, GivenMark(), wanted))
        return None
    words = (comment.manual_comment or "").strip() if comment is not None else ""
    now, student = GivenMark(grade.manual_score, words), result.submission.student
    if result.text_of(cell) != mark.text:
        taken.kept.append(Kept(student, OTHER_TEXT, now, wanted))
    elif mark.points is None:
        taken.without += 1
    elif now.digest not in (mark.before, wanted.digest) and not overwrite:
        taken.kept.append(Kept(student, CHANGED, now, wanted))
    else:
        taken.same += now.digest == wanted.digest
        return _Change(result, mark, grade, comment)
    return None


def _rows(book: Gradebook, result: Result, cell: str) -> tuple[Grade | None, Comment | None]:
    chapter, student = result.submission.chapter, result.submission.student
    try:
        grade = book.find_grade(cell, chapter, chapter, student)
    except MissingEntry:
        return None, None
    try:
        return grade, book.find_comment(cell, chapter, chapter, student)
    except MissingEntry:
        return grade, None


def _note(course: Course, chapter: str, saved: SavedMarks, changes: list[_Change]) -> None:
    """Before the gradebook: criteria alone say nothing until the points are the same."""
    marks = RubricMarks(rubric_path(course.root, chapter))
    for change in changes:
        mark = _rubric_mark(saved.question, change.mark, saved.grader)
        marks.note(change.result.submission.student, saved.question.id, change.mark.text, mark)


def _rubric_mark(question: WrittenQuestion, mark: SavedMark, grader: str) -> RubricMark:
    criteria = tuple(
        MarkedCriterion(one.text, one.points, met)
        for one, met in zip(question.criteria, mark.criteria, strict=True)
    )
    return RubricMark(criteria, mark.points or 0.0, grader)


def _give(change: _Change) -> None:
    """As formgrader does when somebody types; extra credit stays."""
    change.grade.manual_score = change.mark.points
    change.grade.needs_manual_grade = False
    if change.comment is not None:
        change.comment.manual_comment = change.mark.comment or None
