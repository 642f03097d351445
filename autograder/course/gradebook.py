"""Writing results into nbgrader's gradebook, through its own classes.

A manual score or comment that a person gave belongs to the text that the person read: while
that text stands, so does the mark. Under another text it is put aside, and comes back with
its own. What was not graded (unreadable, our fault) or waits for a person gets no automatic
score at all and is marked for manual grading: nbgrader would otherwise export it as 0.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm.attributes import set_committed_value

from autograder.course.by_hand import ByHand, by_hand_of, read_by_hand
from autograder.course.config import OWN_COURSE
from autograder.course.database import newest_revision
from autograder.course.hand_marks import HandMark, HandMarks
from autograder.course.own_rows import (
    add_cells,
    add_missing_rows,
    add_row,
    answer_name,
    cells_wanted,
    drop_other_rows,
    wanted_rows,
)
from autograder.course.penalties import concerns
from autograder.course.standing import Standing, standing
from autograder.files.fail_point import fail_point
from autograder.files.paths import CHECK_PREFIX
from autograder.rebuild.rebuilt import same_text
from autograder.signals import held_back
from autograder.submission.harmless import harmless_markdown, harmless_name
from autograder.submission.result import UNGRADED, Result, final_message
from course_utils.core.exercise import Exercise
from course_utils.core.verdict import Verdict
from course_utils.texts import words

_EARLIER = "Another text stood here before, and was given {given} by hand."


def repair(db_url: str) -> None:
    """Finish a gradebook whose making was cut off: nbgrader looks for its version in vain.

    Args: db_url: as nbgrader takes it; nothing need be there yet.
    """
    engine = create_engine(db_url)
    try:
        with engine.begin() as connection:
            tables = inspect(connection).get_table_names()
            if not tables:
                return
            if "alembic_version" not in tables:
                connection.execute(
                    text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
                )
            if not connection.execute(text("SELECT count(*) FROM alembic_version")).scalar():
                connection.execute(
                    text("INSERT INTO alembic_version (version_num) VALUES (:version)"),
                    {"version": newest_revision()},
                )
    finally:
        engine.dispose()


@dataclass(frozen=True, slots=True)
class Written:
    """What the gradebook has of a student's chapter, now that it is written.

    Attributes:
        by_hand: what a person gave.
        standing: what counts.
        late: there is a late penalty to see to, after which both are to be asked for again.
    """

    by_hand: ByHand
    standing: Standing
    late: bool = False


class GradebookWriter:
    """The one writer of a course's gradebook."""

    def __init__(
        self, db_url: str, exercises: Mapping[str, Exercise], course_id: str = OWN_COURSE
    ) -> None:
        """Open the gradebook.

        Args:
            db_url: as nbgrader takes it.
            exercises: by id, for the comments' wording.
            course_id: what the course is called in the gradebook.
        """
        with held_back():
            self._book = Gradebook(db_url, course_id)
        # The assignment and its cells stay in memory, as they are, for all submissions.
        self._book.db().expire_on_commit = False
        self._assignments: dict[str, Assignment] = {}
        self._kept: set[object] = set()
        self._exercises = exercises

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(self, *exception: object) -> None:
        with held_back():
            self._book.close()

    def write(
        self,
        result: Result,
        hands: HandMarks | None = None,
        shown: Mapping[str, str] | None = None,
        until: datetime.datetime | None = None,
    ) -> Written:
        """Write one submission in one transaction; the same result twice changes nothing.

        Args:
            result: what was graded.
            hands: which texts the marks by hand are about; None where all of them stand.
            shown: by cell, the text that a person had before him until now; what is not in
                it is taken to be the text of the result.
            until: the student's own due date; None leaves the one that is there.
        """
        fail_point("gradebook.before")
        submission = None
        with self._book.db.no_autoflush:
            person = self._student(result)
            if result.state != "missing":
                submission = self._submission(result, person)
                wanted = wanted_rows(result, submission)
                add_missing_rows(submission, wanted)
                _put_off(submission, until)
                for notebook in submission.notebooks:
                    earlier = self._settle(notebook, result, hands, shown or {})
                    for grade in notebook.grades:
                        self._set_grade(grade, result, earlier)
                    for comment in notebook.comments:
                        self._set_comment(comment, result, earlier)
                drop_other_rows(submission, wanted, given=hands is not None)
        self._book.db.flush()
        fail_point("gradebook.rows")
        found = submission and Written(
            by_hand_of(submission), standing(submission), concerns(submission)
        )
        self._book.db.commit()
        fail_point("gradebook.committed")
        self._forget()
        student, chapter = result.submission.student, result.submission.chapter
        return found or Written(self.by_hand(student, chapter), self.standing(student, chapter))

    def end_extension(self, student: str, chapter: str) -> None:
        """The class's due date counts for the student again."""
        with suppress(MissingEntry):
            self._book.find_submission(chapter, student).extension = None
            self._book.db.commit()
        self._forget()

    def by_hand(self, student: str, chapter: str) -> ByHand:
        """What a person gave beside the automatic scores, for the student's page."""
        found = read_by_hand(self._book, chapter, student)
        self._forget()
        return found

    def standing(self, student: str, chapter: str) -> Standing:
        """What counts for the student now."""
        try:
            found = standing(self._book.find_submission(chapter, student))
        except MissingEntry:
            found = Standing()
        self._forget()
        return found

    def _forget(self) -> None:
        """Nothing of a submission is looked at again: memory stays flat over the class."""
        session = self._book.db()
        for one in set(session) - self._kept:
            session.expunge(one)

    def _assignment(self, chapter: str) -> Assignment:
        """The assignment, with its notebook and cells in memory."""
        found = self._assignments.get(chapter)
        if found is None:
            found = self._assignments[chapter] = self._book.find_assignment(chapter)
            self._kept.add(found)
            for notebook in found.notebooks:
                self._kept.add(notebook)
                self._kept.update(notebook.grade_cells, notebook.solution_cells)
        else:
            self._book.db.refresh(found, ["duedate"])  # may be set anew while a class is graded
        return found

    def _student(self, result: Result) -> Student:
        student, name = result.submission.student, result.submission.name
        try:
            person = self._book.find_student(student)
        except MissingEntry:
            person = Student(id=student)
            self._book.db.add(person)
        first, last = result.submission.first, result.submission.last
        there = " ".join(filter(None, (person.first_name, person.last_name)))
        if first or last:
            person.first_name, person.last_name = harmless_name(first), harmless_name(last)
        elif name and there != harmless_name(name):
            # Which word is the surname differs between languages: the name stays in one piece.
            person.first_name, person.last_name = "", harmless_name(name)
        return person

    def _submission(self, result: Result, person: Student) -> SubmittedAssignment:
        student, chapter = result.submission.student, result.submission.chapter
        assignment = self._assignment(chapter)
        for notebook in assignment.notebooks:
            self._kept.update(add_cells(notebook, result))
        try:
            submission = self._book.find_submission(chapter, student)
        except MissingEntry:
            submission = _new_submission(assignment, person, result)
            self._book.db.add(submission)
        # A time that an earlier run believed must not make anybody late by a new due date.
        submission.timestamp = None
        if result.submission.received:
            stamp = datetime.datetime.fromisoformat(result.submission.received)
            submission.timestamp = stamp.astimezone(datetime.UTC).replace(tzinfo=None)
        return submission

    def _settle(
        self,
        notebook: SubmittedNotebook,
        result: Result,
        hands: HandMarks | None,
        shown: Mapping[str, str],
    ) -> dict[str, HandMark]:
        """Put aside marks by hand that are about another text, and bring back this text's.

        Returns:
            By cell, what was given to an earlier text, where nothing is given to this one.
        """
        if hands is None or result.state == "grader_fault":
            return {}
        student = result.submission.student
        comments = {comment.cell.name: comment for comment in notebook.comments}
        earlier: dict[str, HandMark] = {}
        for grade in notebook.grades:
            name = grade.cell.name.removeprefix(CHECK_PREFIX)
            comment, now = comments.get(name), result.text_of(name)
            mark = hands.settle(student, name, now, _given(grade, comment), shown)
            if mark is not None:
                _give(grade, comment, mark)
            if not hands.given(student, name, now).scored:
                earlier[name] = hands.earlier(student, name, now)
        return {name: mark for name, mark in earlier.items() if mark}

    def _set_grade(self, grade: Grade, result: Result, earlier: Mapping[str, HandMark]) -> None:
        """The automatic score, and whether the cell waits for a person.

        None at all is 0 in an answer in words, as nbgrader has it. Who was given points by hand
        for another text gets none by himself: a person has decided there before.
        """
        name = grade.cell.name.removeprefix(CHECK_PREFIX)
        verdict = result.verdicts.get(name)
        open_ = result.state in UNGRADED
        open_ = open_ or (name in earlier and earlier[name].scored)
        if verdict is None:
            open_ = open_ or self._to_read(grade.cell, result)
        else:
            open_ = open_ or verdict.state == "grader_fault"
        grade.auto_score = None if open_ else verdict.score if verdict else 0
        grade.needs_manual_grade = open_ and grade.manual_score is None

    def _to_read(self, cell: GradeCell | SolutionCell, result: Result) -> bool:
        if result.to_read is not None:
            return answer_name(cell) in result.to_read
        chapter = result.submission.chapter
        stub = self._book.find_source_cell(cell.name, cell.notebook.name, chapter).source
        mine = result.code.get(cell.name, "")
        return bool(mine.strip()) and not same_text(mine, stub)

    def _set_comment(
        self, comment: Comment, result: Result, earlier: Mapping[str, HandMark]
    ) -> None:
        name = comment.cell.name
        verdict = result.verdicts.get(name)
        if verdict is not None and verdict.exercise in self._exercises:
            comment.auto_comment = self._words(verdict)
        elif result.state not in UNGRADED:
            comment.auto_comment = None if self._to_read(comment.cell, result) else "No response."
        if name in earlier:
            # Formgrader shows it in the empty field for the comment.
            said = _EARLIER.format(given=earlier[name].in_words)
            quoted = f"{said} {earlier[name].comment}".strip()
            comment.auto_comment = harmless_markdown(
                "\n\n".join(filter(None, (quoted, comment.auto_comment)))
            )

    def _words(self, verdict: Verdict) -> str:
        if verdict.state == "not_attempted":
            return harmless_markdown(words(verdict.note)) or "No response."
        exercise = self._exercises[verdict.exercise]
        # nbgrader's feedback reads comments as Markdown, and an exception's words are a student's.
        return harmless_markdown(final_message(verdict, exercise))


def _new_submission(assignment: Assignment, person: Student, result: Result) -> SubmittedAssignment:
    """A submission with a grade and a comment for every cell of its release, all of them empty.

    What stays in memory is told by number alone: else it would hold all that points to it.
    """
    submission = SubmittedAssignment(assignment_id=assignment.id, student=person)
    set_committed_value(submission, "assignment", assignment)
    for notebook in assignment.notebooks:
        mine = SubmittedNotebook(notebook_id=notebook.id, assignment=submission)
        set_committed_value(mine, "notebook", notebook)
        for kind, cell in cells_wanted(mine, wanted_rows(result)):
            add_row(kind, cell, mine)
    return submission


def _put_off(submission: SubmittedAssignment, until: datetime.datetime | None) -> None:
    """nbgrader keeps a student's own date as the time from the class's to it."""
    due = submission.assignment.duedate
    if until is not None and due is not None:
        later = until.astimezone(datetime.UTC).replace(tzinfo=None) - due
        submission.extension = later if later > datetime.timedelta() else None


def _given(grade: Grade, comment: Comment | None) -> HandMark:
    """What stands in the gradebook by hand."""
    words = (comment.manual_comment or "").strip() if comment is not None else ""
    return HandMark(grade.manual_score, grade.extra_credit or None, words)


def _give(grade: Grade, comment: Comment | None, mark: HandMark) -> None:
    grade.manual_score, grade.extra_credit = mark.points, mark.extra
    if comment is not None:
        comment.manual_comment = mark.comment or None
