"""The overview as a CSV: one line a student, one column a chapter."""

from __future__ import annotations

import csv
import io

from autograder.marks.csv_cells import guarded, number_cell
from autograder.overview.course_data import OPEN_STATES, CourseData, CourseStudent
from autograder.overview.sentences import why_behind


def course_csv(data: CourseData, names: dict[str, str] | None = None) -> bytes:
    """The file, in UTF-8 with the mark by which spreadsheets know it.

    What has no mark is empty, never 0; ``open`` says where there is work and no mark yet.

    Args:
        data: the course.
        names: by student, a pseudonym in the place of id and name.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    chapters = [part.chapter for part in data.chapters]
    more = ["total", "not_handed_in", "open", "falling_behind"]
    writer.writerow(["student", "name", "section", *chapters, *more])
    for student in data.students:
        writer.writerow([guarded(cell) for cell in _cells(student, names)])
    return file.getvalue().encode("utf-8-sig")


def _cells(student: CourseStudent, names: dict[str, str] | None) -> list[str]:
    marks = [mark.score if mark else None for mark in student.marks]
    waits = sum(mark is not None and mark.state in OPEN_STATES for mark in student.marks)
    return [
        names[student.student] if names else student.student,
        "" if names else student.name,
        student.section,
        *("" if mark is None else number_cell(mark) for mark in marks),
        number_cell(student.total) if any(mark is not None for mark in marks) else "",
        str(student.missed),
        str(waits),
        why_behind(student),
    ]
