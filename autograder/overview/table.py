"""The overview as a CSV: one line a student, one column a chapter."""

from __future__ import annotations

import csv
import io

from autograder.marks.csv_cells import guarded, number_cell
from autograder.overview.course_data import OPEN_STATES, CourseData, CourseStudent
from autograder.overview.sentences import why_behind


def course_csv(data: CourseData, names: dict[str, str] | None = None) -> bytes:
    """The file, in UTF-8 with the mark by which spreadsheets know it.

    What has no mark is empty, never 0; ``open`` says where there is work and no mark yet. Where
    somebody's mark is out of other points than the chapter's, a last column has them.

    Args:
        data: the course.
        names: by student, a pseudonym in the place of id and name.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    chapters = [part.chapter for part in data.chapters]
    more = ["total", "not_handed_in", "open", "falling_behind"]
    own = {one.student: _other_points(one, data) for one in data.students}
    more += ["out_of_other_points"] if any(own.values()) else []
    writer.writerow(["student", "name", "section", *chapters, *more])
    for student in data.students:
        cells = _cells(student, names)
        cells += [own[student.student]] if any(own.values()) else []
        writer.writerow([guarded(cell) for cell in cells])
    return file.getvalue().encode("utf-8-sig")


def _other_points(student: CourseStudent, data: CourseData) -> str:
    """The chapters of which the student has another release, with what its marks are out of."""
    return "; ".join(
        f"{part.chapter} {number_cell(part.out_of(mark))}"
        for mark, part in zip(student.marks, data.chapters, strict=True)
        if mark is not None and mark.score is not None and part.out_of(mark) != part.points
    )


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
