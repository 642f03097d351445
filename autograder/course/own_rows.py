"""The gradebook's rows of a submission: one for each cell of the student's own release.

nbgrader has one set of cells for a chapter and makes a row for each of them. Where a chapter's
exercises have changed in the middle of a term, the set holds the cells of both versions, and no
notebook has all of them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.orm import object_session
from sqlalchemy.orm.attributes import set_committed_value

from autograder.course.journal import Index, Journal
from autograder.course.own_cells import answers_of, answers_today, has_other_cells
from autograder.files.paths import CHECK_PREFIX
from autograder.submission.result import Result


def id_of(cell: BaseCell) -> str:
    """The exercise or answer in words that a cell of the gradebook is about."""
    return str(cell.name).removeprefix(CHECK_PREFIX)


def wanted_rows(result: Result, there: SubmittedAssignment | None = None) -> frozenset[str]:
    """The exercises and answers in words for which a submission has rows.

    Args:
        result: what was graded. Of a file without a mark nobody knows which release it is of.
        there: the submission, where the gradebook has it already.
    """
    if mine := answers_of(result):
        return mine
    today = answers_today(result.submission.chapter)
    rows = () if there is None else [grade for one in there.notebooks for grade in one.grades]
    before = frozenset(id_of(grade.cell) for grade in rows)
    # More than today's are everybody's: nbgrader has made them, and not a release.
    return before if before and not before > today else today


def has_cells_of_today(book: Gradebook, chapter: str) -> bool:
    """Whether the gradebook has all that the chapter has today."""
    try:
        there = book.find_assignment(chapter).notebooks
    except MissingEntry:
        return False
    cells = [cell for one in there for cell in one.grade_cells]
    return answers_today(chapter) <= {id_of(cell) for cell in cells}


def points_of_today(book: Gradebook, chapter: str) -> float:
    """What can be earned in a chapter as it is today; cells of other releases do not count."""
    assignment, today = book.find_assignment(chapter), answers_today(chapter)
    cells = [cell for one in assignment.notebooks for cell in one.grade_cells]
    if not today or not has_cells_of_today(book, chapter):
        # Not a chapter; or a gradebook that does not follow yet, with the points of the version
        # that graded last.
        return float(assignment.max_score)
    return sum(float(cell.max_score) for cell in cells if id_of(cell) in today)


def add_cells(notebook: Notebook, result: Result) -> list[BaseCell]:
    """Give the gradebook the cells of a release that it never had; all that it has then.

    Somebody may hand in a release that nobody was graded by before a newer one came.
    """
    if not has_other_cells(result) or not result.notebook:
        return []
    graded = {cell.name for cell in notebook.grade_cells}
    written = {cell.name for cell in notebook.solution_cells}
    if {name.removeprefix(CHECK_PREFIX) for name in graded} >= answers_of(result):
        return []
    made: list[BaseCell] = []
    for cell in json.loads(result.notebook)["cells"]:
        mine, about = cell["metadata"].get("nbgrader", {}), {"cell_type": cell["cell_type"]}
        name = mine.get("grade_id")
        if mine.get("grade") and name not in graded:
            most = float(mine["points"])
            made.append(GradeCell(name=name, notebook_id=notebook.id, max_score=most, **about))
        if mine.get("solution") and name not in written:
            made.append(SolutionCell(name=name, notebook_id=notebook.id))
    session = object_session(notebook)
    assert session is not None
    session.add_all(made)
    session.flush()
    session.expire(notebook, ["_base_cells"])
    return [*notebook.grade_cells, *notebook.solution_cells]


def add_row(
    kind: type[Grade | Comment], cell: BaseCell, notebook: SubmittedNotebook
) -> Grade | Comment:
    """An empty row; what stays in memory is told by number alone, or it would hold all of them."""
    row = kind(cell_id=cell.id, notebook=notebook)
    set_committed_value(row, "cell", cell)
    return row


def cells_wanted(
    notebook: SubmittedNotebook, wanted: Collection[str]
) -> list[tuple[type[Grade | Comment], BaseCell]]:
    """The kind and the cell of each row that a submitted notebook should have."""
    cells = [(Grade, cell) for cell in notebook.notebook.grade_cells]
    cells += [(Comment, cell) for cell in notebook.notebook.solution_cells]
    return [(kind, cell) for kind, cell in cells if not wanted or id_of(cell) in wanted]


def add_missing_rows(submission: SubmittedAssignment, wanted: Collection[str]) -> None:
    """Give a submission the rows that it lacks."""
    session = object_session(submission)
    assert session is not None
    for notebook in submission.notebooks:
        there = {(type(row), row.cell_id) for row in (*notebook.grades, *notebook.comments)}
        for kind, cell in cells_wanted(notebook, wanted):
            if (kind, cell.id) not in there:
                # Of a submission that is there already nothing follows by itself.
                session.add(add_row(kind, cell, notebook))


def drop_other_rows(
    submission: SubmittedAssignment, wanted: Collection[str], *, given: bool
) -> None:
    """Take away the rows of cells that the student's release does not have.

    Args:
        submission: the student's.
        wanted: what it has; nothing is taken away where that is not known.
        given: also where a person gave something, which was noted elsewhere.
    """
    session = object_session(submission)
    assert session is not None
    for notebook in submission.notebooks if wanted else ():
        others = [row for row in (*notebook.grades, *notebook.comments)
                  if id_of(row.cell) not in wanted and (given or not _by_hand(row))]  # fmt: skip
        for row in others:
            rows = notebook.grades if isinstance(row, Grade) else notebook.comments
            rows.remove(row)
            if row in session.new:
                session.expunge(row)
            else:
                session.delete(row)


def _by_hand(row: Grade | Comment) -> bool:
    if isinstance(row, Grade):
        return row.manual_score is not None or bool(row.extra_credit)
    return bool(row.manual_comment)


class OtherCells:
    """Finds the results of a chapter that are of a release with other exercises than today's."""

    def __init__(self, journal: Journal, index: Index, chapter: str) -> None:
        """Args: index: of the journal, which is the chapter's."""
        self._journal, self._latest = journal, index.latest
        self._today = answers_today(chapter)

    def of(self, student: str, grades: Iterable[Grade]) -> Result | None:
        """The student's result, if it is of such a release.

        Args:
            student: the gradebook's id.
            grades: the student's rows; only where they are not today's is the result read.
        """
        entry = self._latest.get(student)
        names = {id_of(grade.cell) for grade in grades}
        if entry is None or not self._today or self._today == names:
            return None
        result = self._journal.read(entry)
        return result if has_other_cells(result) else None
