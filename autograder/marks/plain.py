"""nbgrader's own CSV, except that what has no mark is empty and not 0.0."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

from autograder.marks.book import ChapterMarks
from autograder.marks.csv_cells import guarded, number_cell
from autograder.marks.fill import Filled, FillSettings, cell_for, check_zeros, closing_notes, factor
from autograder.marks.finder import Finder

# As nbgrader's CsvExportPlugin has them, without the two time stamps.
COLUMNS = (
    "assignment", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip


def new_plain(marks: ChapterMarks, settings: FillSettings) -> Filled:
    """One line a student."""
    by = factor(marks, "", settings, marks.chapter)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    filled = Filled()
    finder = Finder(marks, settings.roster, settings.takes, template=False)
    check_zeros(marks, finder, settings)
    states: dict[str, list[str]] = defaultdict(list)
    for student, mark in sorted(marks.by_student.items()):
        if not settings.takes(student):
            continue
        text = cell_for(mark, by, settings)
        if text:
            filled.weigh("", text, student)
        raw = sum(score for _, score, _ in mark.parts) * by if mark.parts else None
        cells = [marks.chapter, student, mark.last, mark.first, mark.email]
        cells += [
            "" if raw is None else number_cell(raw),
            number_cell(mark.penalty * by) if text else "",
        ]
        most = marks.points if mark.most is None else mark.most
        cells += [text, number_cell(most * by)]
        writer.writerow([guarded(cell) for cell in cells])
        if not text or mark.state == "missing":
            states["zero" if text else mark.state].append(student)
    closing_notes(filled, finder, states)
    filled.data = file.getvalue().encode()
    return filled
