"""What nbgrader's gradebook says of a chapter: manual scores and late penalties included."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from nbgrader.api import Grade, Gradebook, Student, SubmittedAssignment

from autograder.collect.known import known_in
from autograder.collect.lateness import Ledger, ledger_path, read_ledger
from autograder.collect.roster import Person, Roster
from autograder.collect.teams import kept_teams, owed_by_group
from autograder.course.course import Course
from autograder.course.database import opened
from autograder.course.decisions import Decided
from autograder.course.journal import Journal
from autograder.course.own_cells import most_of, worth_in
from autograder.course.own_rows import OtherCells, answer_name, points_of_today
from autograder.course.standing import handed_in, is_open, standing
from autograder.errors import Refused
from autograder.files.paths import CHECK_PREFIX
from autograder.submission.remarks import UNDECIDED
from autograder.typed import command

MarkState = Literal[
    "marked", "missing", "ungraded", "group", "undecided", "unreadable", "fault", "by_hand",
    "excused",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """One student's mark.

    Attributes:
        student: the gradebook's id.
        name: the person's, as far as the gradebook knows it.
        email: likewise.
        state: ``marked``; ``missing`` when nothing was handed in; ``ungraded`` when a file has
            come and nobody has graded it, such as another section's; ``group`` when the student's
            group did that, and the student has no mark of it; ``undecided`` when members of the
            group handed in different files, and this student none; ``excused`` from the chapter;
            else why there is no mark: ``unreadable``; ``fault``, ours; ``by_hand``, a person has
            to give points.
        score: after the late penalty; None unless marked.
        penalty: what lateness cost.
        parts: exercise or cell, score, points.
        first, last: the name as the gradebook keeps it.
        overridden: a person set the whole mark, whatever its parts say.
        most: what the student could earn, where the student's release has other exercises than
            today's; None where it is the chapter's points.
        release: that release.
    """

    student: str
    name: str
    email: str
    state: MarkState
    score: float | None = None
    penalty: float = 0.0
    parts: tuple[tuple[str, float, float], ...] = ()
    first: str = ""
    last: str = ""
    overridden: bool = False
    most: float | None = None
    release: str = ""


@dataclass(frozen=True, slots=True)
class ChapterMarks:
    """The marks of a chapter.

    Attributes:
        chapter: the assignment's name.
        points: what can be earned.
        by_student: by the gradebook's id.
        roster: the same people, found by id or name.
        other_names: student -> the name under which the LMS's number brought the student's file,
            where it is another: a group's, perhaps.
        strangers: who is in the list of groups, and not on the roster.
    """

    chapter: str
    points: float
    by_student: Mapping[str, ChapterMark]
    roster: Roster = field(default_factory=Roster)
    other_names: Mapping[str, str] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()


def read_marks(course: Path, chapter: str | None) -> ChapterMarks:
    """The marks in a course folder's gradebook, whatever database that is.

    Args:
        course: the folder.
        chapter: the assignment's name; None for the only one that was graded.

    Raises:
        Refused: there is no gradebook, the chapter was not graded in it, or several were and
            none was named.
    """
    folder = Course(course)
    with opened(folder.db_url, course) as book:
        chapter = _graded(book, course, chapter)
        results = _Results(folder, chapter)
        came = handed_in(book, chapter)
        marks = {p.id: _mark(p, came.get(p.id), results) for p in book.students}
        points = points_of_today(book, chapter)
    seen = read_ledger(ledger_path(course, chapter))
    for student in [one for one, mark in marks.items() if mark.state == "missing"]:
        if _has_come(folder, chapter, student, seen, results):
            marks[student] = replace(marks[student], state="ungraded")
    known = known_in(course, marks)
    teams = kept_teams(course, chapter, known)
    there = [student for student, mark in marks.items() if mark.state != "missing"]
    for student in owed_by_group(teams, there) & marks.keys():
        marks[student] = replace(marks[student], state="group")
    people = tuple(_person(mark) for _, mark in sorted(marks.items()))
    other_names = seen.other_names
    if teams is None:
        return ChapterMarks(chapter, points, marks, Roster(people), other_names)
    # Whose file came under a group's name is no riddle where the groups are known.
    grouped = {student for team in teams.teams for student in team.students}
    other_names = {s: name for s, name in other_names.items() if s not in grouped}
    strangers = tuple(f"{who} ({group})" for group, who in teams.strangers)
    return ChapterMarks(chapter, points, marks, Roster(people), other_names, strangers)


def _has_come(course: Course, chapter: str, student: str, seen: Ledger, results: _Results) -> bool:
    """Whether a file of the student's was collected: it is graded later, and is never a zero."""
    if (course.root / "submitted" / student / chapter / f"{chapter}.ipynb").is_file():
        return True
    return not results.state(student) and any(who == student for who, _ in seen.first)


def _graded(book: Gradebook, course: Path, chapter: str | None) -> str:
    """The chapter that was asked for, or the only one in which somebody handed in."""
    known = sorted(assignment.name for assignment in book.assignments)
    if chapter is None:
        graded = [name for name in known if book.assignment_submissions(name)]
        if len(graded) == 1:
            return str(graded[0])
        if graded:
            raise Refused(f"say which chapter, with --chapter: {', '.join(graded)}.")
        raise Refused(f"nothing has been graded in {course}: run `{command('grade')}` first.")
    if chapter not in known:
        there = ", ".join(known) or "none"
        raise Refused(f"the gradebook of {course} has no assignment {chapter}; it has: {there}.")
    return chapter


class _Results:
    """What the journal says of each student's file; nothing where nbgrader alone has graded."""

    def __init__(self, course: Course, chapter: str) -> None:
        self._journal = Journal(course.journal_path(chapter))
        index = self._journal.index()
        self.other_cells = OtherCells(self._journal, index, chapter)
        self._latest = index.latest
        self.decided_of = index.decided_of

    def state(self, student: str) -> str:
        """The state of the student's file; empty where there is no result."""
        entry = self._latest.get(student)
        return entry.state if entry is not None else ""

    def is_undecided(self, student: str) -> bool:
        """Whether nobody knows which file of the student's group counts."""
        entry = self._latest.get(student)
        return entry is not None and UNDECIDED in {
            fault.code for fault in self._journal.read(entry).submission.faults
        }

    def is_judged(self, student: str, exercise: str) -> bool:
        """Whether the grader came to a verdict, or never had the file: a person has to say more."""
        entry = self._latest.get(student)
        if entry is None:
            return True
        result = self._journal.read(entry)
        if exercise in (result.to_read or ()):
            return True
        verdict = result.verdicts.get(exercise)
        return verdict is not None and verdict.state != "grader_fault"


def _mark(
    person: Student, submission: SubmittedAssignment | None, results: _Results
) -> ChapterMark:
    found = _as_decided(_judged(person, submission, results), results.decided_of(person.id))
    return replace(found, first=person.first_name or "", last=person.last_name or "")


def _as_decided(mark: ChapterMark, decided: Decided) -> ChapterMark:
    """The mark with what a person decided about the whole of it."""
    if decided.excuse:
        return replace(mark, state="excused", score=None, penalty=0.0, parts=())
    if decided.override:
        score = decided.override.mark
        return replace(mark, state="marked", score=score, penalty=0.0, overridden=True)
    return mark


def _judged(
    person: Student, submission: SubmittedAssignment | None, results: _Results
) -> ChapterMark:
    name = " ".join(filter(None, (person.first_name, person.last_name)))
    about = (person.id, name, person.email or "")
    if submission is None:
        return ChapterMark(*about, "missing")
    mine = standing(submission)
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    if mine.total is None:
        return ChapterMark(*about, _why(person.id, grades, results))
    result = results.other_cells.of(person.id, grades)
    worth = worth_in(result) if result else {}
    parts = tuple(
        (name, float(grade.score), worth.get(name, float(grade.cell.max_score)))
        for name, grade in ((answer_name(grade.cell), grade) for grade in grades)
    )
    found = ChapterMark(*about, "marked", mine.total, mine.penalty, parts)
    return replace(found, most=most_of(result), release=result.release) if result else found


def _why(student: str, grades: Sequence[Grade], results: _Results) -> MarkState:
    """Why there is no mark: a check that was not judged is ours to mend, the rest a person's."""
    state = results.state(student)
    if state == "unreadable":
        return "undecided" if results.is_undecided(student) else "unreadable"
    if state == "grader_fault" or not grades:
        return "fault"
    checks = [g.cell.name for g in grades if is_open(g) and g.cell.name.startswith(CHECK_PREFIX)]
    exercises = [name.removeprefix(CHECK_PREFIX) for name in checks]
    return "by_hand" if all(results.is_judged(student, e) for e in exercises) else "fault"


def _person(mark: ChapterMark) -> Person:
    # Graded without a roster, a Canvas student is called doejane_123.
    head, _, number = mark.student.rpartition("_")
    numbers = (number,) if head and number.isdigit() else ()
    others = (mark.email,) if mark.email else ()
    return Person(mark.student, mark.name or head or mark.student, numbers, others=others)


def feedback_of(mark: ChapterMark) -> str:
    """One line for an LMS's comment field: the points of each exercise."""
    parts = [f"{name} {score:g}/{points:g}" for name, score, points in mark.parts]
    if mark.penalty:
        parts.append(f"late penalty -{mark.penalty:g}")
    if mark.overridden and parts:
        parts.append(f"{_SET} {mark.score:g}")
    return "; ".join(parts)


def with_feedback(comment: str, mark: ChapterMark) -> str:
    """A comment with that line in it: in the place of an earlier one, else at its end.

    All else stays; it may be a person's words.
    """
    line = feedback_of(mark)
    ours = _our_line(mark)
    if ours.search(comment):
        return ours.sub(lambda found: line, comment, count=1)
    if not comment:
        return line
    # Moodle's comments are HTML, where a line's end alone is a space.
    return f"{comment}<p>{line}</p>" if "<" in comment else f"{comment}\n{line}"


def has_persons_words(comment: str, mark: ChapterMark) -> bool:
    """Whether a person's words stand in a comment, beside our line of points."""
    rest = _TAGS.sub("", _our_line(mark).sub("", comment))
    return bool(html.unescape(rest).strip())


def _our_line(mark: ChapterMark) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name, _, _ in mark.parts)
    part = rf"(?:{names}) {_POINTS}/{_POINTS}"
    return re.compile(
        rf"(?<![\w-]){part}(?:; {part})*(?:; late penalty -{_POINTS})?(?:; {_SET} {_POINTS})?"
    )


_TAGS = re.compile(r"<[^<>]*>")
_SET = "mark set by hand"
_POINTS = r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
