"""A student gets another id, is put together with another one, or leaves the course.

Journal, gradebook, files and pages follow. What is to be done is written down first, so that
the same command, or the next grading, finishes what was cut off.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from itertools import count
from pathlib import Path
from typing import Literal

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment
from sqlalchemy import delete, select, update

from autograder.collect.intake import ids_in_gradebook
from autograder.collect.known import check_kept_people, people_path, read_people, write_people
from autograder.collect.lateness import append_ledger, read_ledger
from autograder.collect.teams import leave_teams
from autograder.course.course import Course
from autograder.course.hand_marks import HandMarks
from autograder.course.journal import Index, Journal, JournalWriter
from autograder.course.rubric_marks import RubricMarks, rubric_path
from autograder.course.rulings import Rulings
from autograder.errors import Refused
from autograder.feedback.publish import write_pages
from autograder.files.atomic import write_atomic
from autograder.files.paths import NOTEBOOKS
from autograder.typed import command, quoted

Action = Literal["rename", "merge", "drop"]
_FOLDERS = ("submitted", "attempts", "autograded", "feedback")
DROPPED = "dropped"


@dataclass(slots=True)
class StudentTraces:
    """One student of a course.

    Attributes:
        states: by chapter, the state of the latest result.
        name: the gradebook's.
    """

    student: str
    name: str = ""
    states: dict[str, str] = field(default_factory=dict)

    @property
    def handed_in(self) -> list[str]:
        """The chapters that something was handed in for."""
        return [chapter for chapter, state in self.states.items() if state != "missing"]


@dataclass(frozen=True, slots=True)
class IdChange:
    """What is to be done; ``new`` is empty for who leaves."""

    action: Action
    old: str
    new: str = ""


def students(course: Course) -> dict[str, StudentTraces]:
    """Everybody whom journal, gradebook or folders have, by id."""
    found = {one.student: one for one in _in_book(course)}
    for chapter, index in _indexes(course):
        for student, entry in index.latest.items():
            mine = found.setdefault(student, StudentTraces(student)).states
            if entry.state != "missing" or chapter not in mine:
                mine[chapter] = entry.state
    for folder in _FOLDERS:
        there = course.root / folder
        for path in sorted(there.iterdir()) if there.is_dir() else ():
            if path.is_dir() and not path.name.startswith("."):
                found.setdefault(path.name, StudentTraces(path.name))
    return dict(sorted(found.items()))


def rename(course: Course, old: str, new: str) -> None:
    """Give a student another id; it may stand on the roster already, with nothing handed in.

    Raises:
        Refused: there is no such student, or the new id is somebody's who handed in.
    """
    found = students(course)
    require_student(course, found, old)
    _check_id(new)
    if old == new:
        raise Refused(f"{old} and {new} are the same id: there is nothing to rename.")
    if new in found and found[new].handed_in:
        words = f"student merge {quoted(old)} {quoted(new)} --course {quoted(course.root)}"
        raise Refused(
            f"{new} is a student of {course.root} who handed in {', '.join(found[new].handed_in)}; "
            f"`{command(words)}` makes one of the two."
        )
    _do(course, IdChange("rename", old, new))


def merge_students(course: Course, old: str, into: str, *, yes: bool = False) -> None:
    """Put two students together who are one.

    Args:
        course: the course folder.
        old: the id that ends.
        into: the id that stays; where both handed in, his file and mark count.
        yes: also where a mark ends.

    Raises:
        Refused: there is no such student, or a mark would end and nobody said yes.
    """
    found = students(course)
    require_student(course, found, old)
    require_student(course, found, into)
    if old == into:
        raise Refused(f"{old} and {into} are the same id: there is nothing to merge.")
    both = [c for c in found[old].handed_in if c in found[into].handed_in]
    if both and not yes:
        raise Refused(
            f"both {old} and {into} handed in {', '.join(both)}: the mark of {into} would stay, "
            f"that of {old} and what was given by hand for it would be gone, and the file go to "
            f"{course.root}/attempts/{into}. Say --yes if that is right."
        )
    _do(course, IdChange("merge", old, into))


def drop(course: Course, student: str, *, yes: bool = False) -> None:
    """Take a student out; the files stay in ``dropped/``.

    Raises:
        Refused: there is no such student, or marks would end and nobody said yes.
    """
    found = students(course)
    require_student(course, found, student)
    chapters = found[student].handed_in
    if chapters and not yes:
        raise Refused(
            f"{student} handed in {', '.join(chapters)}: the marks would leave the gradebook, "
            f"with what was given by hand, and the files go to {course.root}/{DROPPED}/{student}. "
            "Say --yes if that is right."
        )
    _do(course, IdChange("drop", student))


def finish_change(course: Course) -> IdChange | None:
    """Do what an earlier command began and could not end; None where there is nothing.

    Raises:
        Refused: what was begun cannot be read.
    """
    change = _begun_change(course)
    if change is not None:
        _steps(course, change)
        _begun(course).unlink(missing_ok=True)
    return change


def check_begun(course: Course) -> None:
    """Raises: Refused: a change was begun and not ended; nothing can be graded meanwhile."""
    change = _begun_change(course)
    if change is None:
        return
    words = " ".join(quoted(word) for word in (change.old, change.new) if word)
    again = command(f"student {change.action} {words} --course {quoted(course.root)}")
    raise Refused(f"a change of a student was cut off: run `{again}` again to end it.")


def _do(course: Course, change: IdChange) -> None:
    check_kept_people(course.root)  # it is written anew: a torn one would seem whole
    write_atomic(_begun(course), json.dumps(asdict(change)))
    finish_change(course)


def _begun_change(course: Course) -> IdChange | None:
    path = _begun(course)
    try:
        return IdChange(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as fault:
        raise Refused(
            f"{path} cannot be read ({fault}). It says which change of a student was cut off; "
            'write it there, such as {"action": "rename", "old": "bo", "new": "zed"}, '
            "and run that command again."
        ) from None


def _begun(course: Course) -> Path:
    return people_path(course.root).with_name("begun.json")


def _steps(course: Course, change: IdChange) -> None:
    steps: tuple[Callable[[Course, IdChange], None], ...] = (
        _note_in_journals, _in_hand_marks, _in_gradebook, _move_files, _in_ledgers, _in_people,
        _in_groups,
    )  # fmt: skip
    for step in steps:
        step(course, change)
    for chapter, index in _indexes(course) if change.new else ():
        if change.new in index.latest and (NOTEBOOKS / f"{chapter}.ipynb").is_file():
            write_pages(course, chapter, only=change.new)


def require_student(course: Course, found: dict[str, StudentTraces], student: str) -> None:
    """Raises: Refused: the course has no such student."""
    if student in found:
        return
    close = get_close_matches(student, found, n=3, cutoff=0.6)
    more = f" Did you mean {', '.join(close)}?" if close else ""
    listing = command(f"student list --course {quoted(course.root)}")
    raise Refused(f"{course.root} has no student {student}.{more} `{listing}` shows all.")


def _check_id(student: str) -> None:
    if not student.strip() or set("/\\") & set(student) or student.startswith("."):
        raise Refused(f"{student!r} cannot be an id: folders are called so.")
    if not student.isprintable() or len(student.encode()) > 120:
        raise Refused(f"{student!r} cannot be an id: 1 to 120 printable characters are needed.")


def _indexes(course: Course) -> Iterator[tuple[str, Index]]:
    for path in sorted(course.journal_path("x").parent.glob("*.jsonl")):
        yield path.stem, Journal(path).index()


def _in_book(course: Course) -> Iterator[StudentTraces]:
    if not ids_in_gradebook(course):
        return
    with Gradebook(course.db_url, course.course_id) as book:
        asked = (
            select(Student.id, Student.first_name, Student.last_name, Assignment.name)
            .outerjoin(SubmittedAssignment, SubmittedAssignment.student_id == Student.id)
            .outerjoin(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        )
        found: dict[str, StudentTraces] = {}
        for student, first, last, chapter in book.db.execute(asked):
            name = " ".join(filter(None, (first, last)))
            mine = found.setdefault(student, StudentTraces(student, name))
            if chapter:
                mine.states[chapter] = "graded"
    yield from found.values()


def _note_in_journals(course: Course, change: IdChange) -> None:
    for chapter, index in _indexes(course):
        if any(change.old in known for known in (index.latest, index.before, index.decided)):
            with JournalWriter(course.journal_path(chapter)) as writer:
                writer.note(change.action, change.old, change.new)


def _in_hand_marks(course: Course, change: IdChange) -> None:
    for chapter, _ in _indexes(course):
        HandMarks(course.hand_path(chapter)).move(change.old, change.new)
        RubricMarks(rubric_path(course.root, chapter)).move(change.old, change.new)
    Rulings(course.root).move(change.old, change.new)


def _in_gradebook(course: Course, change: IdChange) -> None:
    if change.old not in ids_in_gradebook(course):
        return
    with Gradebook(course.db_url, course.course_id) as book:
        if not change.new:
            book.remove_student(change.old)
            return
        old = book.find_student(change.old)
        try:
            new = book.find_student(change.new)
        except MissingEntry:
            new = Student(id=change.new)
            book.db.add(new)
        for name in ("first_name", "last_name", "email", "lms_user_id"):
            if not getattr(new, name):
                setattr(new, name, getattr(old, name))
        book.db.commit()
        taken = {one.assignment.name for one in new.submissions}
        for name in [one.assignment.name for one in old.submissions]:
            if name in taken:
                book.remove_submission(name, change.old)
        # By statements: the student's key is the submissions' too, and changes for all at once.
        mine = SubmittedAssignment.student_id == change.old
        book.db.execute(update(SubmittedAssignment).where(mine).values(student_id=change.new))
        book.db.execute(delete(Student).where(Student.id == change.old))
        book.db.commit()


def _move_files(course: Course, change: IdChange) -> None:
    for folder in _FOLDERS:
        source = course.root / folder / change.old
        target = course.root / folder / change.new
        if not change.new:
            target = course.root / DROPPED / change.old / folder
        for path in sorted(source.rglob("*")) if source.is_dir() else ():
            if path.is_file() or path.is_symlink():
                _move(path, target / path.relative_to(source), course, change)
        shutil.rmtree(source, ignore_errors=True)


def _move(path: Path, place: Path, course: Course, change: IdChange) -> None:
    if place.exists() and not change.new:
        place = _free(place)  # dropped, back again, and dropped again
    elif place.exists():
        if path.suffix != ".ipynb" or "autograded" in path.relative_to(course.root).parts[:1]:
            return  # made by grading
        chapter = path.parent.name
        place = course.root / "attempts" / change.new / chapter / f"{change.old}-{path.name}"
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, place)


def _free(place: Path) -> Path:
    names = (place.with_name(f"{place.stem}-{n}{place.suffix}") for n in count(2))
    return next(one for one in names if not one.exists())


def _in_ledgers(course: Course, change: IdChange) -> None:
    """When a file was first seen stays known: else it would be late under its new id."""
    for path in sorted((course.root / "received").glob("*.jsonl")) if change.new else ():
        ledger = read_ledger(path)
        name = ledger.other_names.get(change.old)
        under = {} if name is None else {change.new: name}
        for (student, digest), when in ledger.first.items():
            if student == change.old and (change.new, digest) not in ledger.first:
                key, old = (change.new, digest), (student, digest)
                # The last line is the one that counts as the upload's number.
                for there in (ledger.on_time, ledger.uploads):
                    numbered = {key: there[old]} if old in there else {}
                    append_ledger(path, when, "", [key], under, numbered)
                if old in ledger.marked:
                    append_ledger(path, when, "", [key], under, None, {key: ledger.marked[old]})


def _in_groups(course: Course, change: IdChange) -> None:
    if not change.new:  # who is called otherwise now is found by the former id
        leave_teams(course.root, change.old)


def _in_people(course: Course, change: IdChange) -> None:
    people = read_people(course.root)
    aliases = {old: new for old, new in people.aliases.items() if old != change.new}
    if change.new:
        aliases = {o: change.new if n == change.old else n for o, n in aliases.items()}
        aliases[change.old] = change.new
    else:
        aliases = {o: n for o, n in aliases.items() if n != change.old}
    people.aliases = aliases
    if people.names is not None:
        name = people.names.pop(change.old, None)
        if change.new and name is not None:
            people.names.setdefault(change.new, name)
    for numbers in people.participants.values():
        number = numbers.pop(change.old, "")
        if change.new and number:
            numbers.setdefault(change.new, number)
    for ids in (people.others, people.numbers):
        further = ids.pop(change.old, [])
        if change.new and further:
            ids[change.new] = list(dict.fromkeys((*ids.get(change.new, []), *further)))
    write_people(course.root, people)
