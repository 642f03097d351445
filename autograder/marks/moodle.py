"""Moodle: its grades export or an assignment's grading worksheet, filled in.

As moodle's grade/import/csv reads it: a first line with titles, one of which the instructor
maps to the user (ID number or Email address), others to grade items and their feedback; a
grade with a point or the site's own decimal sign; ``-`` or nothing is no grade. One unknown
user stops the whole import, so nobody is added to a template. The grading worksheet
(Identifier, Full name, Email address, Status, Grade, Maximum Grade, …, Feedback comments)
is what "Upload grading worksheet" takes. Moodle overwrites a grade by an empty one, so a
cell without a mark of ours stays as it is; that of who is excused is emptied for this very reason,
as Moodle has no sign for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.collect.spreadsheet import check_ids
from autograder.collect.titles import (
    ADVICE,
    ASSIGNMENT,
    FEEDBACK_TEXT,
    REAL_GRADE,
    TOTAL,
    in_english,
    says_no,
)
from autograder.errors import Refused
from autograder.marks.book import ChapterMarks, feedback_of
from autograder.marks.csv_cells import guarded, quoted_cell
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
from autograder.marks.whose import check_people, names_another_chapter

_IDS = ("ID number", "Email address", "Username", "Student ID")
_FIRST, _LAST = ("First name",), ("Surname", "Last name")
_PARTICIPANT = re.compile(r"(\d+)\s*$")


@dataclass(frozen=True, slots=True)
class MoodleLine:
    """Whom a line of a worksheet or an export is for.

    Attributes:
        ids: what identifies the student elsewhere, too; empty where the file has none.
        name: the full name; empty in an anonymous assignment.
        participant: the student's number in this assignment; empty in an export.
    """

    ids: tuple[str, ...]
    name: str
    participant: str


def line_of(table: RawTable, row: int, titles: Mapping[str, int]) -> MoodleLine | None:
    """Whom a line is for; None of an empty one."""
    if not any(table.cell(row, i) for i in range(len(table.rows[row]))):
        return None
    number = _PARTICIPANT.search(table.cell(row, titles.get("Identifier")))
    ids = tuple(table.given_id(row, titles.get(title)) for title in _IDS)
    return MoodleLine(ids, _name(table, row, titles), number[1] if number else "")


def english_titles(table: RawTable) -> dict[str, int]:
    """A file's titles in English, and their columns."""
    return {title: i for i, title in enumerate(_english(table))}


def _english(table: RawTable) -> list[str]:
    header = [table.cell(0, i) for i in range(len(table.rows[0]))] if table.rows else []
    return list(in_english(header)[1])


def fill_moodle(template: Path, marks: ChapterMarks, settings: FillSettings) -> Filled:
    """Moodle's export with the chapter's marks and comments in it; all else byte for byte.

    Raises:
        Refused: the file is no export of Moodle's, or its column cannot be told.
    """
    table = read_raw(template, "template")
    titles = english_titles(table)
    worksheet = "Identifier" in titles and "Grade" in titles
    if not worksheet and not any(title in titles for title in _IDS):
        found = ", ".join(list(titles)[:8]) or "nothing"
        raise Refused(
            f"{template} is neither a grades export of Moodle (ID number or Email address) nor a "
            f"grading worksheet (Identifier, Grade); found: {found}. {ADVICE}"
        )
    column = titles["Grade"] if worksheet else _grade_column(table, marks, settings)
    comment = _comment_column(table, titles, column)
    finder = Finder(marks, settings.roster, settings.takes)
    filled = Filled(column=table.cell(0, column))
    states: dict[str, list[str]] = defaultdict(list)
    for row in range(1, len(table.rows)):
        if (line := line_of(table, row, titles)) is None:
            continue
        check_ids(((row + 1, text) for text in line.ids), str(template))
        mark = finder.find(line.ids, line.name, line.participant)
        if not settings.takes(*line.ids, *([mark.student] if mark else ())):
            filled.others += 1
            continue
        if mark is None:
            if not finder.is_crossed(line.name):
                states["unknown"].append(line.name or next(filter(None, line.ids), "?"))
            continue
        by = _factor(table, row, titles, marks, settings, worksheet)
        text = cell_for(mark, by, settings)
        if says_no(table.cell(row, titles.get("Grade can be changed"))):
            states["kept"].append(mark.student)
        elif mark.state == "excused":
            filled.excuse(table, row, column, "", mark.student)
            states["excused"].append(mark.student)
        elif not text:
            states[mark.state].append(mark.student)
        else:
            filled.put(table, row, column, text, mark.student)
            if mark.state == "missing":
                states["zero"].append(mark.student)
            if comment is not None and mark.parts:
                filled.comment(table, row, comment, mark, settings.comments)
    check_people(finder.lines, str(template))
    finder.check_namesakes(str(template))
    check_zeros(marks, finder, settings)
    closing_notes(filled, finder, states)
    filled.notes += _unsure(template, marks, settings, worksheet=worksheet)
    filled.take_file(table, {titles[title] for title in _IDS if title in titles})
    return filled


def _unsure(
    template: Path, marks: ChapterMarks, settings: FillSettings, *, worksheet: bool
) -> list[str]:
    """What Moodle's file does not say of itself, and the instructor has to see to."""
    if worksheet and names_another_chapter(template.stem, marks.chapter):
        return [
            f"The worksheet does not say which assignment it is of, and its name, {template.name}, "
            f"speaks of another chapter than {marks.chapter}: look before you upload it."
        ]
    if not worksheet and settings.points is None:
        return [
            f"Moodle's export does not say how many points there are: these are of "
            f"{marks.points:g}; --points converts."
        ]
    return []


def _grade_column(table: RawTable, marks: ChapterMarks, settings: FillSettings) -> int:
    # Not by the titles alone: two assignments of Moodle's can have one.
    titles = list(enumerate(_english(table)))
    real = [i for i, t in titles if REAL_GRADE.search(t) and not TOTAL.search(t)]
    if not real:
        named = [(i, t) for i, t in titles if ASSIGNMENT.match(t)]
        real = [i for i, t in named if not FEEDBACK_TEXT.search(t)]
    return pick_column(table, 0, real, settings.assignment, marks.chapter)


def _comment_column(table: RawTable, titles: dict[str, int], column: int) -> int | None:
    base = REAL_GRADE.sub("", table.cell(0, column)).strip()
    for title, index in titles.items():
        if title == "Feedback comments" or (FEEDBACK_TEXT.search(title) and title.startswith(base)):
            return index
    return None


def _factor(
    table: RawTable,
    row: int,
    titles: dict[str, int],
    marks: ChapterMarks,
    settings: FillSettings,
    worksheet: bool,
) -> float:
    points = table.cell(row, titles.get("Maximum Grade")) if worksheet else ""
    return factor(marks, points, settings, "the assignment")


def _name(table: RawTable, row: int, titles: Mapping[str, int]) -> str:
    if "Full name" in titles:
        return table.cell(row, titles["Full name"])
    first = next((titles[t] for t in _FIRST if t in titles), None)
    last = next((titles[t] for t in _LAST if t in titles), None)
    return " ".join(filter(None, (table.cell(row, first), table.cell(row, last))))


def new_moodle(marks: ChapterMarks, settings: FillSettings) -> Filled:
    """A file that Moodle imports, without its export: to be mapped by ID number or address."""
    title = settings.assignment or marks.chapter
    lines = [["ID number", "Email address", f"{title} (Real)", f"{title} (Feedback)"]]
    filled = Filled()
    finder = Finder(marks, settings.roster, settings.takes, template=False)
    check_zeros(marks, finder, settings)
    by = factor(marks, "", settings, title)
    states: dict[str, list[str]] = defaultdict(list)
    for person in filter(lambda one: settings.takes(one.student), marks.roster.people):
        mark = marks.by_student[person.student]
        known = settings.roster.by_id(person.student) or person
        email = next((text for text in (mark.email, *known.others) if "@" in text), "")
        if "@" in person.student:
            number, email = "", person.student
        else:
            number = person.student
        text = cell_for(mark, by, settings)
        if not text:
            states[mark.state].append(mark.student)
            if mark.state == "excused":
                # An empty grade takes away the one that Moodle has: here it should.
                lines.append([number, email, "", ""])
            continue
        if mark.state == "missing":
            states["zero"].append(mark.student)
        filled.weigh("", text, mark.student)
        lines.append([number, email, text, feedback_of(mark)])
    closing_notes(filled, finder, states)
    rows = [",".join(quoted_cell(guarded(cell), ",") for cell in line) for line in lines]
    filled.data = ("\r\n".join(rows) + "\r\n").encode()
    return filled
