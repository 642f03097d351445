"""nbgrader's own CSV, except that what has no mark is empty and not 0.0."""

from __future__ import annotations

import csv
import io

from autograder.marks.book import Marks
from autograder.marks.cells import guarded, number
from autograder.marks.fill import Filled, Settings, cell_for, factor

# As nbgrader's CsvExportPlugin has them, without the two time stamps.
COLUMNS = (
    "assignment", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip


def new_plain(marks: Marks, settings: Settings) -> Filled:
    """One line a student."""
    by = factor(marks, "", settings, marks.chapter)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    filled = Filled()
    for student, mark in sorted(marks.by_student.items()):
        text = cell_for(mark, by, settings)
        filled.written += bool(text)
        raw = sum(score for _, score, _ in mark.parts) * by if mark.parts else None
        cells = [marks.chapter, student, mark.last, mark.first, mark.email]
        cells += ["" if raw is None else number(raw), number(mark.penalty * by) if text else ""]
        cells += [text, number(marks.points * by)]
        writer.writerow([guarded(cell) for cell in cells])
    waiting = [s for s, mark in sorted(marks.by_student.items()) if mark.state == "waiting"]
    if waiting:
        filled.notes.append(f"{len(waiting)} with no mark yet: {', '.join(waiting[:8])}.")
    filled.data = file.getvalue().encode()
    return filled
