"""The overview of a course folder, from its journals and its gradebook to two files."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from autograder.collect.ids import id_key
from autograder.collect.sections import read_sections, section_members
from autograder.course.course import Course
from autograder.marks.book import read_marks
from autograder.marks.every_chapter import only
from autograder.overview.course_data import CourseData, CourseStudent, course_data
from autograder.overview.course_page import render_overview
from autograder.overview.table import course_csv
from autograder.rebuild.releases import read_released
from autograder.report.class_data import StudentRow
from autograder.report.heading import course_name, day_and_time
from autograder.report.names import Pseudonyms, Real
from autograder.report.write import chapter_heading, class_data, put_report, report_name

NAME = "course"


def read_course(course: Course, chapters: Sequence[str], section: str = "") -> CourseData:
    """What the overview tells.

    Args:
        course: the course folder.
        chapters: in the course's order.
        section: the share of the class that it is about; empty for all of it.

    Raises:
        Refused: there is no gradebook, or no such section.
    """
    mine = section_members(course.root, section) if section else None
    found = [
        (
            chapter_heading(read_released(chapter)),
            only(read_marks(course.root, chapter), mine),
            class_data(course, chapter, section),
        )
        for chapter in chapters
    ]
    sections = {id_key(student): each for student, each in read_sections(course.root).items()}
    return course_data(found, sections, section)


def write_overview(course: Course, data: CourseData, *, anonymous: bool = False) -> list[Path]:
    """Write the page and the CSV beside it; where they are.

    Args:
        course: the course folder.
        data: what :func:`read_course` found.
        anonymous: pseudonyms in the place of names and ids.
    """
    rows = {one.student: StudentRow(one.student, one.name, "") for one in data.students}
    names = Pseudonyms(rows.values(), course.secret()) if anonymous else Real()

    def called(student: CourseStudent) -> str:
        return names.of(rows[student.student])

    now = day_and_time(datetime.datetime.now(datetime.UTC).isoformat())
    count = len(data.students)
    page = render_overview(
        data,
        course=course_name(course),
        when=f"{len(data.chapters)} chapters · {count} student{'s' * (count != 1)} · {now}",
        called=called,
        anonymous=anonymous,
    )
    instead = {one.student: called(one) for one in data.students} if anonymous else None
    paths = [
        course.root
        / "report"
        / report_name(NAME, anonymous=anonymous, section=data.section, kind=kind)
        for kind in ("html", "csv")
    ]
    put_report(paths[0], page)
    put_report(paths[1], course_csv(data, instead))
    return paths
