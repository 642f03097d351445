"""The class of a term, and the files that Canvas and Moodle hand out of it."""

from __future__ import annotations

import copy
import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.sources import released_of, source_of
from tests.term.answers import Answer

_FIRST = ("Ada", "Zoë", "Jürgen", "Bo", "김", "Mei-Lin", "Tomáš", "Sean", "Noor", "Éloïse")
_LAST = (
    "Abel", "O'Neil", "Müller", "Chen", "하늘", "van den Berg", "Dvořák", "Park", "Şahin", "Eze",
    "Lund", "Raman", "Orlov", "Souza", "Ibarra", "Kamau", "Tran", "Wójcik", "Demir", "Haddad",
)  # fmt: skip
CANVAS_COLUMNS = {
    "01_tensors": "Tensors (101)",
    "02_autograd": "Autograd (102)",
    "04_logistic_regression": "Logistic regression (104)",
    "05_optimizer_loop": "The loop (105)",
    "06_paper": "The paper (106)",
}


@dataclass(frozen=True, slots=True)
class Student:
    """One of the class: ``number`` counts from 0 and decides what is handed in."""

    number: int

    @property
    def id(self) -> str:
        return str(5001 + self.number)

    @property
    def first(self) -> str:
        return _FIRST[self.number % len(_FIRST)]

    @property
    def last(self) -> str:
        return _LAST[self.number // len(_FIRST) % len(_LAST)]

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def section(self) -> str:
        return "AB"[self.number % 2]

    @property
    def participant(self) -> int:
        """Moodle's number in an assignment."""
        return 900 + 3 * self.number


@cache
def _right(chapter: str) -> Mapping[str, str]:
    return {c.id: c.source for c in source_of(chapter).cells if "BEGIN SOLUTION" in c.source}


def notebook(chapter: str, answer: Answer, tag: str, words: str = "") -> bytes:
    """A student's file: the answer, and perhaps one in words; ``tag`` makes its bytes their own."""
    made = copy.deepcopy(released_of(chapter))
    for cell in made.cells:
        if cell.id == "written-answer":
            cell.source = words or cell.source
        elif not answer.blank:
            cell.source = answer.cells.get(cell.id, _right(chapter).get(cell.id, cell.source))
    made.metadata["saved_by"] = tag
    return json.dumps(made).encode()


def archive(path: Path, files: Mapping[str, bytes]) -> Path:
    """The LMS's zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def canvas_file(who: Student, chapter: str, upload: int, *, late: bool = False) -> str:
    """How Canvas calls an upload."""
    letters = "".join(one for one in f"{who.last}{who.first}".lower() if one.isalnum())
    return f"{letters}_{'LATE_' if late else ''}{who.id}_{upload}_{chapter}.ipynb"


def moodle_file(who: Student, chapter: str) -> str:
    """Where Moodle puts an upload."""
    name = who.name.replace("'", "")
    return f"{name}_{who.participant}_assignsubmission_file_/{chapter}.ipynb"


def canvas_export(
    students: Iterable[Student], marks: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """Canvas's gradebook; ``marks`` has what stands there, by chapter and id."""
    file = io.StringIO(newline="")
    out = csv.writer(file)
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    out.writerow([*head, *CANVAS_COLUMNS.values()])
    out.writerow(["    Points Possible", "", "", "", "", *["20"] * len(CANVAS_COLUMNS)])
    for one in students:
        stands = [(marks or {}).get(chapter, {}).get(one.id, "") for chapter in CANVAS_COLUMNS]
        name, login = f"{one.last}, {one.first}", f"u{one.id}@u.example"
        out.writerow([name, one.id, f"S{one.id}", login, one.section, *stands])
    return file.getvalue()


def moodle_worksheet(
    students: Iterable[Student],
    late: Sequence[str] = (),
    groups: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
) -> str:
    """Moodle's grading worksheet; ``groups`` has each student's group."""
    file = io.StringIO(newline="")
    out = csv.writer(file)
    out.writerow([
        "Identifier", "Full name", "ID number", "Email address", "Status",
        *(["Group"] if groups is not None else []), "Grade", "Maximum Grade",
        "Grade can be changed", "Last modified (submission)", "Feedback comments",
    ])  # fmt: skip
    for one in students:
        status = "Submitted for grading" + (" - 2 hours late" if one.id in late else "")
        out.writerow([
            f"Participant {one.participant}", one.name, one.id, f"u{one.id}@u.example", status,
            *([groups.get(one.id, "Default group")] if groups is not None else []), "", "20.00",
            "Yes", "-", (comments or {}).get(one.id, ""),
        ])  # fmt: skip
    return file.getvalue()


def group_set(groups: Mapping[str, Sequence[Student]]) -> str:
    """Canvas's export of a group set."""
    file = io.StringIO(newline="")
    out = csv.writer(file)
    out.writerow(["name", "canvas_user_id", "user_id", "login_id", "sections", "group_name"])
    for name, members in groups.items():
        for one in members:
            row = [one.name, one.id, f"S{one.id}", f"u{one.id}@u.example", one.section, name]
            out.writerow(row)
    return file.getvalue()
