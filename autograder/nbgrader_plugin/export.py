"""`nbgrader export` with what its own exporter lacks: no mark where there is none yet."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin

from autograder.collect.teams import kept_teams, owed_by_group
from autograder.course.course import Course
from autograder.course.decisions import Decided
from autograder.course.journal import Journal
from autograder.course.own_cells import most_of
from autograder.course.own_rows import OtherCells, points_of_today
from autograder.course.standing import standing
from autograder.files.atomic import write_atomic
from autograder.marks.csv_cells import guarded

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip


class Marks(CsvExportPlugin):
    """nbgrader's columns. A submission in which something has no score yet has none.

    nbgrader itself writes 0.0 for it. Who handed in nothing has 0.0 here, too, unless the student
    is in a group that has handed in. Who is excused has no score, and a mark that was set by hand
    is the score.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write ``--to``, or ``grades.csv``, of the ``--assignment`` and ``--student`` wanted."""
        target = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", target)
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for assignment in gradebook.assignments:
            if self.assignment and assignment.name not in map(str, self.assignment):
                continue
            owed = self._owed(gradebook, assignment)
            journal = self._journal(assignment.name)
            index = journal.index()
            points = points_of_today(gradebook, assignment.name)
            other = OtherCells(journal, index, assignment.name)
            for student in gradebook.students:
                if not self.student or student.id in map(str, self.student):
                    row = _row(gradebook, assignment, student, owed)
                    mine = other.of(student.id, row.pop("grades", ()))
                    row["max_score"] = most_of(mine) if mine else points
                    row |= _as_decided(index.decided_of(student.id))
                    writer.writerow({name: _text(value) for name, value in row.items()})
        write_atomic(target, file.getvalue())

    def _owed(self, gradebook: Gradebook, assignment: Assignment) -> set[str]:
        """Who gets a mark with the group, and has none yet."""
        if self.parent is None:
            return set()
        there = [one.student_id for one in gradebook.assignment_submissions(assignment.name)]
        return owed_by_group(kept_teams(Path(self.parent.coursedir.root), assignment.name), there)

    def _journal(self, assignment: str) -> Journal:
        """The journal in the folder that nbgrader works on."""
        root = Path(CourseDirectory(parent=self.parent, config=self.config).root)
        return Journal(Course(root).journal_path(assignment))


def _as_decided(decided: Decided) -> dict[str, Any]:
    if decided.excuse:
        return dict.fromkeys(("raw_score", "late_submission_penalty", "score"))
    if decided.override:
        return {"late_submission_penalty": 0.0, "score": decided.override.mark}
    return {}


def _row(
    gradebook: Gradebook, assignment: Assignment, student: Student, owed: set[str]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        if student.id in owed:
            return row
        return row | {"raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0}
    row["timestamp"] = submission.timestamp
    row["grades"] = [grade for one in submission.notebooks for grade in one.grades]
    mine = standing(submission)
    if mine.total is None:
        return row
    return row | {
        "raw_score": mine.score,
        "late_submission_penalty": mine.penalty,
        "score": mine.total,
    }


def _text(value: Any) -> str:
    return "" if value is None else guarded(str(value))
