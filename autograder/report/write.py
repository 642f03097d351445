"""The report of a course folder's chapter, from its journal to a file."""

from __future__ import annotations

import re
from pathlib import Path

from nbformat import NotebookNode

from autograder.catalogue import exercises_in, require_chapter
from autograder.collect.ids import id_key
from autograder.collect.sections import read_sections, section_members
from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.course.waiting import not_the_graders, waiting_now
from autograder.errors import Refused
from autograder.files.atomic import write_atomic
from autograder.rebuild.releases import read_released
from autograder.report.class_data import ClassData, gather
from autograder.report.heading import course_name, when_graded
from autograder.report.names import Pseudonyms
from autograder.report.page import feedback_link, render_report
from autograder.report.prose import exercise_texts
from autograder.report.summary import terminal_lines
from autograder.typed import command

_UNUSUAL = re.compile(r"[^\w-]+")


def report_name(
    name: str, *, anonymous: bool = False, section: str = "", kind: str = "html"
) -> str:
    """What a report's file is called.

    Args:
        name: the chapter's, or what else the report is about.
        anonymous: it names nobody.
        section: the share of the class that it is about.
        kind: the file's ending.
    """
    # A section is called as a person wants; a file is not.
    plain = _UNUSUAL.sub("-", section)
    share = f"-section-{plain}" if section else ""
    return f"{name}{share}{'-without-names' if anonymous else ''}.{kind}"


def report_path(course: Course, chapter: str, *, anonymous: bool = False) -> Path:
    """Where a chapter's report lies in the course folder."""
    return course.root / "report" / report_name(chapter, anonymous=anonymous)


def graded_chapters(course: Course) -> list[str]:
    """The chapters that have results, in the course's order."""
    journals = course.journal_path("x").parent.glob("*.jsonl")
    return sorted(path.stem for path in journals if Journal(path).has_results())


def graded_chapter(course: Course, chapter: str | None) -> str:
    """The chapter that was asked for, or the only one that is graded.

    Raises:
        Refused: it has not been graded, or several have and none was named.
        UnknownExercise: there is no such chapter.
    """
    graded = graded_chapters(course)
    if chapter is not None:
        require_chapter(chapter)
    if not graded or (chapter is not None and chapter not in graded):
        what = f"chapter {chapter}" if chapter else "nothing"
        verb = "has not been graded" if chapter else "has been graded"
        raise Refused(f"{what} {verb} in {course.root}: run `{command('grade')}` first.")
    if chapter is None and len(graded) > 1:
        raise Refused(f"say which chapter, with --chapter: {', '.join(graded)}.")
    return chapter or graded[0]


def chosen_chapters(course: Course, chapter: str | None) -> list[str]:
    """The chapter that was asked for, or all that are graded where none was.

    Raises:
        Refused: it has not been graded, or nothing has.
        UnknownExercise: there is no such chapter.
    """
    several = graded_chapters(course) if chapter is None else []
    return several if len(several) > 1 else [graded_chapter(course, chapter)]


def class_data(course: Course, chapter: str, section: str = "") -> ClassData:
    """The chapter's latest results, read one at a time.

    Args:
        course: the course folder.
        chapter: the assignment's name.
        section: the share of the class that counts; empty for all of it.
    """
    exercises = exercises_in(chapter)
    mine = section_members(course.root, section) if section else None
    journal = Journal(course.journal_path(chapter))
    index = journal.index()
    results = (journal.read(entry) for _, entry in sorted(index.latest.items()))
    data = gather(
        (one for one in results if mine is None or one.submission.student in mine),
        chapter,
        exercises,
    )
    data.decided = index.decided
    data.sections = {id_key(one): each for one, each in read_sections(course.root).items()}
    waiting = waiting_now(course, chapter)
    data.waiting = {row.student: waiting[row.student] for row in data.graded if
                    waiting[row.student] and not row.is_open
                    and not index.decided_of(row.student).settles}  # fmt: skip
    others = not_the_graders(course, chapter)
    data.others = sum(row.student in others for row in data.graded)
    return data


def class_lines(course: Course, chapter: str, section: str = "") -> list[str]:
    """The class in a few lines, for the terminal."""
    return terminal_lines(class_data(course, chapter, section))


def write_report(
    course: Course,
    chapter: str,
    *,
    anonymous: bool = False,
    out: Path | None = None,
    section: str = "",
) -> Path:
    """Write the chapter's report; the file's path.

    Args:
        course: the course folder.
        chapter: the assignment's name.
        anonymous: pseudonyms in the place of names and ids.
        out: another place for the file; there its links to feedback pages are left out.
        section: the share of the class that it is about; empty for all of it.
    """
    data = class_data(course, chapter, section)
    notebook = read_released(chapter)
    page = render_report(
        data,
        title=chapter_heading(notebook),
        course=course_name(course),
        when=when_graded(course, chapter, f"section {section}" if section else ""),
        texts=exercise_texts(notebook),
        names=Pseudonyms(data.rows, course.secret()) if anonymous else None,
        link=None if anonymous or out else feedback_link(chapter),
    )
    name = report_name(chapter, anonymous=anonymous, section=section)
    path = out or course.root / "report" / name
    put_report(path, page)
    return path


def chapter_heading(notebook: NotebookNode) -> str:
    """A chapter's heading, from its released notebook."""
    heading: str = notebook.cells[0].source.partition("\n")[0].removeprefix("# ").strip()
    return heading


def put_report(path: Path, text: str | bytes) -> None:
    """Write a report, whole or not at all.

    Raises:
        Refused: it cannot be written there.
    """
    try:
        write_atomic(path, text)
    except OSError as fault:
        raise Refused(f"{path} cannot be written ({fault.strerror}).") from None
