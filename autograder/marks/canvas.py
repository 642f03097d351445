"""Canvas's gradebook: its export, with one column filled, is what it imports.

As canvas-lms's lib/gradebook_importer.rb reads it: a first line with Student, ID, [SIS User
ID,] SIS Login ID, Section and then assignments as ``Title (number)``; perhaps a line
"Manual Posting"; a line "    Points Possible"; one line a student, found by ID, then by the
SIS columns, then by name. An empty cell where Canvas has a mark would take that mark away,
so a cell without a mark of ours stays as it is. ``EX`` (excused) always stays, and who is excused
here gets it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from autograder.collect.roster import is_no_person
from autograder.collect.spreadsheet import check_ids
from autograder.errors import Refused
from autograder.marks.book import ChapterMark, ChapterMarks
from autograder.marks.csv_cells import guarded, number_cell, quoted_cell
from autograder.marks.fill import (
    Filled,
    FillSettings,
    cell_for,
    check_zeros,
    closing_notes,
    factor,
    pick_column,
)
from autograder.marks.finder import Finder
from autograder.marks.raw import RawTable, read_raw
from autograder.marks.whose import check_people

_TITLE = re.compile(r"^.+ \((\d+)\)$")
_EXCUSED = "EX"
_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")


def fill_canvas(template: Path, marks: ChapterMarks, settings: FillSettings) -> Filled:
    """Canvas's export with the chapter's marks in it; all else byte for byte.

    Raises:
        Refused: the file is no gradebook export, or its column cannot be told.
    """
    table = read_raw(template, "template")
    header = [table.cell(0, i) for i in range(len(table.rows[0]))] if table.rows else []
    columns = {title: i for i, title in enumerate(header)}
    if "ID" not in columns or "Section" not in columns:
        found = ", ".join(list(columns)[:8]) or "nothing"
        raise Refused(
            f"{template} is no gradebook export of Canvas: it needs the columns Student, ID and "
            f"Section, which are English in every language; found: {found}. Take it from Grades "
            "> Export, and do not let a spreadsheet translate it."
        )
    titles = [i for i, title in enumerate(header) if _TITLE.match(title)]
    column = pick_column(table, 0, titles, settings.assignment, marks.chapter)
    points = _points_row(table, columns)
    stated = table.cell(points, column) if points is not None else ""
    if stated.startswith("("):
        # "(read only)", in the language of whoever took the export.
        raise Refused(f"{table.cell(0, column)} is read only in Canvas: choose another column.")
    by = factor(marks, stated, settings, table.cell(0, column))
    finder = Finder(marks, settings.roster, settings.takes)
    filled = Filled(column=table.cell(0, column))
    states: dict[str, list[str]] = defaultdict(list)
    for row in range(1, len(table.rows)):
        name = _name_in(table, row, columns)
        ids = [table.given_id(row, columns.get(title)) for title in _IDS]
        check_ids(((row + 1, text) for text in ids), str(template))
        registered = table.cell(row, columns.get("SIS User ID"))
        if row == points or not any(ids) or is_no_person(name, registered):
            continue
        mark = finder.find(ids, name)
        if not settings.takes(*ids, *([mark.student] if mark else ())):
            filled.others += 1
        elif mark is None:
            if not finder.is_crossed(name):
                states["unknown"].append(name or ids[0])
        else:
            _fill(table, row, column, mark, cell_for(mark, by, settings), states, filled)
    check_people(finder.lines, str(template))
    finder.check_namesakes(str(template))
    check_zeros(marks, finder, settings)
    closing_notes(filled, finder, states)
    if table.encoding.startswith("utf-16") or table.separator not in ",;":
        filled.notes.append(
            "The template went through a spreadsheet (tabs, UTF-16), and Canvas imports UTF-8 with "
            "commas or semicolons alone: take its export as it comes."
        )
    filled.take_file(table, {columns[title] for title in _IDS if title in columns})
    return filled


def _name_in(table: RawTable, row: int, columns: dict[str, int]) -> str:
    if "Student" in columns:
        return table.cell(row, columns["Student"])
    # An account can be set to have the name in two columns.
    parts = (table.cell(row, columns.get(title)) for title in ("LastName", "FirstName"))
    return ", ".join(filter(None, parts))


def _points_row(table: RawTable, columns: dict[str, int]) -> int | None:
    for row in range(1, min(len(table.rows), 4)):
        if "Points Possible" in table.cell(row, 0) and not table.cell(row, columns.get("ID")):
            return row
    return None


def _fill(
    table: RawTable,
    row: int,
    column: int,
    mark: ChapterMark,
    text: str,
    states: dict[str, list[str]],
    filled: Filled,
) -> None:
    there = table.cell(row, column).upper()
    if mark.state == "excused" and there != "N/A":
        filled.excuse(table, row, column, _EXCUSED, mark.student)
        states["excused"].append(mark.student)
    elif there in (_EXCUSED, "N/A"):
        states["kept"].append(mark.student)
    elif text:
        filled.put(table, row, column, text, mark.student)
        if mark.state == "missing":
            states["zero"].append(mark.student)
    else:
        states[mark.state].append(mark.student)


def new_canvas(marks: ChapterMarks, settings: FillSettings) -> Filled:
    """A file that Canvas imports, without its export: for a class that has no template."""
    title = settings.assignment or marks.chapter
    lines = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]]
    lines.append(
        ["    Points Possible", "", "", "", "", number_cell(settings.points or marks.points)]
    )
    by = factor(marks, "", settings, title)
    filled = Filled()
    states: dict[str, list[str]] = defaultdict(list)
    finder = Finder(marks, settings.roster, settings.takes, template=False)
    check_zeros(marks, finder, settings)
    for person in filter(lambda one: settings.takes(one.student), marks.roster.people):
        mark = marks.by_student[person.student]
        known = settings.roster.by_id(person.student) or person
        canvas = next(iter(known.numbers), "")
        if not canvas and person.student.isdigit():
            canvas = person.student
        login = next(iter(known.others), "")
        text = cell_for(mark, by, settings)
        if text:
            filled.weigh("", text, mark.student)
        excused = _EXCUSED if mark.state == "excused" else ""
        if not text or mark.state == "missing":
            states["zero" if text else mark.state].append(mark.student)
        sis = "" if canvas else person.student
        lines.append([mark.name or known.name, canvas, sis, login, "", text or excused])
    closing_notes(filled, finder, states)
    if not _TITLE.match(title):
        filled.notes.append(
            f'Canvas will ask whether "{title}" is a new assignment: choose the one there is, or '
            "use its export as --template."
        )
    rows = [",".join(quoted_cell(guarded(cell), ",") for cell in line) for line in lines]
    filled.data = ("\r\n".join(rows) + "\r\n").encode()
    return filled
