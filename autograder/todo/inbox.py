"""Collecting students' requests: files that the feedback page makes, and mails saved as files.

Nothing in them is believed that journal and gradebook do not know: the student, the exercise
and the file have to be the course's own. What a mark is, they are never asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.catalogue.chapters import CHAPTERS
from autograder.collect.ids import same_key
from autograder.course.course import Course
from autograder.course.database import opened
from autograder.course.journal import Journal, JournalEntry
from autograder.course.rulings import Rulings
from autograder.errors import Refused
from autograder.grade.session import locked
from autograder.rebuild.releases import open_releases
from autograder.submission.asked import WHOLE, AskedFor, FormFault, read_form
from autograder.todo.mails import decoded, mail_texts
from autograder.todo.standing_now import points_now

ENDINGS = (".txt", ".eml")
MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of one file.

    Attributes:
        file: its path.
        asked: the request; None where there is none.
        fault: why there is none.
        new: whether it is on the list since now.
    """

    file: Path
    asked: AskedFor | None = None
    fault: str = ""
    new: bool = False


def request_files(paths: Sequence[Path]) -> list[Path]:
    """The files that were named, and those with a known ending in folders that were.

    Raises:
        Refused: one is not there, or a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                one for one in path.rglob("*")
                if one.suffix.lower() in ENDINGS and one.is_file() and not one.is_symlink()
            )  # fmt: skip
            if not inside:
                raise Refused(f"{path} holds no file that ends with {' or '.join(ENDINGS)}.")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise Refused(f"{path} does not exist: give files, or a folder of them.")
    return list(dict.fromkeys(found))


def take_in(course: Course, paths: Sequence[Path]) -> list[Opened]:
    """Put the requests of these files on the list; what is wrong with the others is said.

    Raises:
        Refused: a path is not there, or another run is at work; nothing was done.
    """
    files = request_files(paths)
    found: list[Opened] = []
    with locked(course):
        rulings = Rulings(course.root)
        journals: dict[str, dict[str, list[JournalEntry]]] = {}
        for file in files:
            try:
                asked, sender = _read(file)
                if asked.chapter not in journals and asked.chapter in CHAPTERS:
                    journals[asked.chapter] = Journal(
                        course.journal_path(asked.chapter)
                    ).by_student()
                asked = _known(course, asked, journals.get(asked.chapter, {}))
            except FormFault as fault:
                found.append(Opened(file, fault=str(fault)))
                continue
            with opened(course.db_url, course.root) as book:
                now = points_now(book, asked.chapter, asked.student, asked.exercise)
            new = rulings.ask(asked, now.score, now.most, sender)
            found.append(Opened(file, asked, new=new))
    return found


def _read(file: Path) -> tuple[AskedFor, str]:
    """The request in a file, and whose mail it was."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as fault:
        raise FormFault(f"it cannot be read ({fault.strerror})") from None
    if len(data) > MOST_BYTES:
        raise FormFault(f"it is larger than {MOST_BYTES // 1_000_000} MB, and a request is a page")
    if file.suffix.lower() != ".eml":
        return read_form(decoded(data)), ""
    sender, texts = mail_texts(data)
    return _first_form(texts), sender


def _first_form(texts: Sequence[str]) -> AskedFor:
    """The form in one of a mail's parts; of several faults the last, which went furthest in."""
    why = FormFault("the mail has no text in it")
    for text in texts:
        try:
            return read_form(text)
        except FormFault as fault:
            why = fault
    raise why


def _known(
    course: Course, asked: AskedFor, handed_in: Mapping[str, Sequence[JournalEntry]]
) -> AskedFor:
    """The request in the course's own words: its student, its exercise, a file that it has.

    Args:
        course: whose releases' exercises count, too.
        asked: what the form says.
        handed_in: what the chapter's journal has, by student.

    Raises:
        FormFault: something of it is not the course's.
    """
    if not handed_in:
        raise FormFault(f"chapter {asked.chapter!r} has not been graded in this course")
    keys = {same_key(student): student for student in handed_in}
    student = asked.student if asked.student in handed_in else keys.get(same_key(asked.student))
    if student is None:
        raise FormFault(f"the course has no student {asked.student!r} in {asked.chapter}")
    kept = open_releases(asked.chapter, course.root)
    names = {name for one in (kept.current, *kept.kept) for name in one.answers}
    if asked.exercise not in (*names, WHOLE):
        raise FormFault(f"{asked.chapter} has no exercise {asked.exercise!r}")
    digests = [one.digest for one in handed_in[student] if one.digest]
    if not asked.digest and digests:
        raise FormFault(f"it names no file, and {student} has handed one in: the page has changed")
    whole = next((one for one in digests if one.startswith(asked.digest)), "")
    if asked.digest and not whole:
        raise FormFault(
            f"{student} never handed in the file that it speaks of (SHA-256 {asked.digest[:12]}…)"
        )
    return replace(asked, student=student, digest=whole)
