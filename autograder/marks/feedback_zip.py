"""Moodle's "Upload multiple feedback files in a zip": each student's page in a folder of their own.

As moodle's mod/assign/feedback/file/importziplib.php reads it: the first part of a path that is
``<name>_<participant's number>_<type>_<plugin>_`` says whose file it is. Nothing but the number
counts, so an underline in the name would shift it; files whose name begins with a point or a
tilde are passed over. Versions before 4.1 want the underline at the end, later ones allow it.
"""

from __future__ import annotations

import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.collect.roster import Roster
from autograder.collect.titles import ADVICE
from autograder.course.course import Course
from autograder.errors import Refused
from autograder.marks.book import ChapterMark, ChapterMarks
from autograder.marks.fill import shortened
from autograder.marks.finder import Finder
from autograder.marks.moodle import MoodleLine, english_titles, line_of
from autograder.marks.raw import read_raw
from course_utils.core.atomic import replacing

_PLUGIN = "assignsubmission_file_"
# The time in a zip's entries: equal pages give equal bytes.
_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class Packed:
    """What is in the zip.

    Attributes:
        pages: how many pages.
        size: the zip's bytes.
        notes: who has no page in it, each a sentence.
    """

    pages: int = 0
    size: int = 0
    notes: list[str] = field(default_factory=list)


def pack_feedback(
    path: Path, worksheet: Path, course: Course, marks: ChapterMarks, roster: Roster
) -> Packed:
    """Write the zip: every page of a student who has a line in the worksheet.

    Args:
        path: the zip.
        worksheet: Moodle's grading worksheet of the assignment; it alone has the numbers.
        course: where the pages lie.
        marks: the chapter's; they say who has handed in.
        roster: the one that the class was graded with; may be empty.

    Raises:
        Refused: the file is no worksheet, nobody in it has a page, two lines are one student's,
            or the zip cannot be written.
    """
    lines = list(_lines(worksheet))
    finder = Finder(marks, roster)
    found: list[tuple[MoodleLine, ChapterMark, Path]] = []
    unknown: list[str] = []
    without: list[str] = []
    for line in lines:
        mark = finder.find(line.ids, line.name, line.participant)
        if mark is None:
            unknown.append(line.name or line.participant)
            continue
        page = course.feedback_path(mark.student, marks.chapter)
        if mark.state == "missing" or not page.is_file():
            without.append(mark.student)
        else:
            found.append((line, mark, page))
    _check(worksheet, course, marks, found)
    packed = Packed(len(found))
    try:
        with (
            replacing(path, f"{path.name}.new") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for line, _, page in found:
                name = f"{folder_name(line)}/feedback-{marks.chapter}.html"
                entry = zipfile.ZipInfo(name, _TIME)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, page.read_bytes(), zipfile.ZIP_DEFLATED)
    except OSError as fault:
        raise Refused(f"{fault.filename or path}: {fault.strerror}; no zip was made.") from None
    packed.size = path.stat().st_size
    _note(packed, "in the worksheet, but not in the gradebook", unknown)
    _note(packed, "with nothing handed in or no page; nothing is in the zip for them", without)
    _note(
        packed, "handed in, but have no line in the worksheet", [m.student for m in finder.left()]
    )
    return packed


def _lines(worksheet: Path) -> Iterator[MoodleLine]:
    table = read_raw(worksheet, "worksheet")
    titles = english_titles(table)
    if "Identifier" not in titles:
        found = ", ".join(list(titles)[:8]) or "nothing"
        raise Refused(
            f"{worksheet} is not a grading worksheet of Moodle, which has a column Identifier; "
            f"found: {found}. Take it from the assignment: Download grading worksheet. {ADVICE}"
        )
    for row in range(1, len(table.rows)):
        line = line_of(table, row, titles)
        if line is not None and line.participant:
            yield line


def _check(
    worksheet: Path,
    course: Course,
    marks: ChapterMarks,
    found: list[tuple[MoodleLine, ChapterMark, Path]],
) -> None:
    twice = [s for s, n in Counter(mark.student for _, mark, _ in found).items() if n > 1]
    if twice:
        raise Refused(
            f"{worksheet} has more than one line for {shortened(twice)}: one of them is somebody "
            "else, who would get this student's page. Give the --roster that they were graded with."
        )
    if not found:
        raise Refused(
            f"nobody in {worksheet} has a feedback page of {marks.chapter} in {course.root}: is it "
            "this course's worksheet, and has this chapter been graded?"
        )


def _note(packed: Packed, words: str, names: list[str]) -> None:
    if names:
        packed.notes.append(f"{len(names)} {words}: {shortened(names)}.")


def folder_name(line: MoodleLine) -> str:
    """The folder that Moodle knows a student by; a person reads the name, Moodle the number."""
    letters = "".join(
        c if c in " -'." or unicodedata.category(c)[0] in "LMN" else " " for c in line.name
    )
    name = " ".join(letters.split())[:60].strip(" .") or "Participant"
    return f"{name}_{line.participant}_{_PLUGIN}"
