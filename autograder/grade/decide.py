"""Deciding by hand about a student's chapter: checked, written down, and then in effect.

The journal's line comes first. Gradebook and page follow from it, and whatever is cut off is
done by the same command again, or by the next grading.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.catalogue import exercises_in
from autograder.collect.known import known_in
from autograder.collect.lateness import (
    due_in_gradebook,
    extensions_in_gradebook,
    ledger_path,
    read_ledger,
    stamped_again,
)
from autograder.course.course import Course
from autograder.course.database import no_other_course
from autograder.course.decisions import Decided, Decision, DecisionKind, in_utc
from autograder.course.gradebook import GradebookWriter
from autograder.course.journal import Index, Journal, JournalWriter
from autograder.course.own_cells import out_of, points_of_written
from autograder.course.rows import points_in_words, row_of
from autograder.errors import Refused
from autograder.grade.context import submission_key
from autograder.grade.session import publish
from autograder.grade.students import check_begun, require_student, students
from autograder.submission.result import assigned_to
from autograder.typed import command, quoted

_WORDS: dict[DecisionKind, str] = {
    "extension": "no extension", "excuse": "no excuse", "override": "no mark set by hand",
}  # fmt: skip
_LETTERS = 500


@dataclass(frozen=True, slots=True)
class DecisionEffect:
    """What became of one student's chapter by a decision.

    Attributes:
        decision: what was decided.
        before, after: the points as they are written; empty where nothing was graded yet.
        instead: an earlier decision of another kind that it ends, in words.
    """

    decision: Decision
    before: str = ""
    after: str = ""
    instead: str = ""


def decide(course: Course, chapter: str, wanted: Sequence[Decision]) -> list[DecisionEffect]:
    """Write decisions down and put them into effect; all of them are right, or nothing is done.

    Args:
        course: the course folder, locked by the caller.
        chapter: the assignment's name.
        wanted: one for each student, without the moment.

    Raises:
        Refused: a student is unknown, there is no reason, a mark or date is out of range, or
            there is nothing to take back.
    """
    check_begun(course)
    path = course.journal_path(chapter)
    index = Journal(path).index()
    spelled = ids_as_spelled(course, [one.student for one in wanted])
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    decisions = []
    for one, student in zip(wanted, spelled, strict=True):
        one = replace(
            one, student=student, at=now, why=_on_one_line(one.why), who=_on_one_line(one.who)
        )
        _check_decision(course, chapter, one, index.decided_of(student))
        decisions.append(one)
    if twice := [one for n, one in enumerate(decisions) if one.student in _ids(decisions[:n])]:
        raise Refused(f"{twice[0].student} is named twice.")
    with JournalWriter(path) as writer:
        for one in decisions:
            writer.decide(one)
        return [_in_effect(course, chapter, one, index, writer) for one in decisions]


def ids_as_spelled(course: Course, ids: Sequence[str]) -> list[str]:
    """The ids as the course has them; one that a student had before is understood, too.

    Raises:
        Refused: the course has no such student.
    """
    known, everybody = known_in(course.root), students(course)
    found = [one if one in everybody else known.spelled(one) for one in ids]
    for student in found:
        require_student(course, everybody, student)
    return found


def points_of_chapter(chapter: str) -> float:
    """What can be earned in a chapter, answers in words included."""
    graded = sum(exercise.points for exercise in exercises_in(chapter))
    return float(graded) + sum(points_of_written(chapter).values())


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _ids(decisions: Sequence[Decision]) -> set[str]:
    return {one.student for one in decisions}


def _check_decision(course: Course, chapter: str, one: Decision, there: Decided) -> None:
    if one.undone:
        if there.of(one.kind) is None and not _in_gradebook(course, chapter, one):
            words = f"student decisions {quoted(one.student)} --course {quoted(course.root)}"
            raise Refused(
                f"{one.student} has {_WORDS[one.kind]} in {chapter}, so there is nothing to take "
                f"back. `{command(words)}` shows what has been decided."
            )
        return
    if not one.why:
        raise Refused('a decision needs a reason: say it with --why "...". Students do not see it.')
    if len(one.why) > _LETTERS:
        raise Refused(f"the reason has {len(one.why)} characters; {_LETTERS} are kept.")
    if one.kind == "extension":
        _check_date(course, chapter, one)
    if one.kind == "override" and not (math.isfinite(one.mark) and 0 <= one.mark <= one.most):
        raise Refused(f"the mark is {one.mark!r}; {chapter} has 0 to {one.most:g} points.")


def _in_gradebook(course: Course, chapter: str, one: Decision) -> bool:
    """Whether an extension stands there alone: nbgrader's, or one that was being taken back."""
    if one.kind != "extension":
        return False
    return one.student in extensions_in_gradebook(course.db_url, chapter)


def _check_date(course: Course, chapter: str, one: Decision) -> None:
    due = due_in_gradebook(course.db_url, chapter)
    if due is not None and datetime.datetime.fromisoformat(one.until) <= due:
        raise Refused(
            f"the extension of {one.student} ends {in_utc(one.until)} UTC, and {chapter} is due "
            f"{in_utc(due.isoformat())} UTC for everybody: give a later date."
        )


def _in_effect(
    course: Course, chapter: str, one: Decision, index: Index, writer: JournalWriter
) -> DecisionEffect:
    """Gradebook and page of one student, from what the journal says now."""
    before = index.decided_of(one.student)
    after = before.after(one)
    ended = [d.what for d in before.all if after.of(d.kind) is None and (d.kind != one.kind)]
    entry = index.latest.get(one.student)
    if entry is None:
        return DecisionEffect(one, instead=", ".join(ended))
    result = was_result = Journal(course.journal_path(chapter)).read(entry)
    if one.kind == "extension":
        due = due_in_gradebook(course.db_url, chapter)
        ledger = read_ledger(ledger_path(course.root, chapter))
        mine = stamped_again(result.submission, ledger, due, after.until)
        result = assigned_to(result, mine)
        if mine != was_result.submission:
            about = submission_key(mine)
            writer.append([(replace(entry, about=about, state=result.state), result)])
    exercises = {exercise.id: exercise for exercise in exercises_in(chapter)}
    with (
        no_other_course(course.db_url, course.course_id),
        GradebookWriter(course.db_url, exercises, course.course_id) as gradebook,
    ):
        was = out_of(gradebook.standing(one.student, chapter), was_result)
        if one.kind == "extension" and one.undone:
            gradebook.end_extension(one.student, chapter)
        now = publish(result, course, gradebook, list(exercises.values()), decided=after)

    if was.penalty != now.penalty:
        writer.penalty(one.student, now)
    said = points_in_words(row_of(was_result, replace(was, decided=before)))
    return DecisionEffect(one, said, points_in_words(row_of(result, now)), ", ".join(ended))
