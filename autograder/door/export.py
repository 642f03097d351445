"""`nbgrader export` with what its own exporter lacks: no mark where there is none yet."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment
from nbgrader.plugins import CsvExportPlugin

from autograder.marks.cells import guarded
from autograder.paths import CHECK_PREFIX

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip


class Marks(CsvExportPlugin):
    """nbgrader's columns. A submission that the grader could not judge has no score.

    nbgrader itself writes 0.0 for it. Who handed in nothing has 0.0 here, too.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write ``--to``, or ``grades.csv``, of the ``--assignment`` and ``--student`` wanted."""
        target = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", target)
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for assignment in gradebook.assignments:
                if self.assignment and assignment.name not in map(str, self.assignment):
                    continue
                for student in gradebook.students:
                    if not self.student or student.id in map(str, self.student):
                        row = _row(gradebook, assignment, student)
                        writer.writerow({name: _text(value) for name, value in row.items()})


def _row(gradebook: Gradebook, assignment: Assignment, student: Student) -> dict[str, Any]:
    row: dict[str, Any] = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "max_score": assignment.max_score,
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return row | {"raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0}
    row["timestamp"] = submission.timestamp
    if waits(submission):
        return row
    penalty = submission.late_submission_penalty
    return row | {
        "raw_score": submission.score,
        "late_submission_penalty": penalty,
        "score": max(0.0, submission.score - penalty),
    }


def waits(submission: SubmittedAssignment) -> bool:
    """Whether a check has no score, neither the grader's nor a person's."""
    return any(
        grade.auto_score is None and grade.manual_score is None
        for notebook in submission.notebooks
        for grade in notebook.grades
        if grade.name.startswith(CHECK_PREFIX)
    )


def _text(value: Any) -> str:
    return "" if value is None else guarded(str(value))
