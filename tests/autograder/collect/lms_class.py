"""A class as an LMS hands it out, with the disorder that classes come in."""

from __future__ import annotations

import csv
import io
import json
import random
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path

from autograder.build.source import read_source
from autograder.demo.people import InventedPerson, people
from autograder.files.paths import NOTEBOOKS

CHAPTER, OTHER = "04_logistic_regression", "02_autograd"
SHAPES = ("canvas", "moodle", "nbgrader", "folders")
DISORDER = (
    "plain", "late", "attempts", "zip", "wrong chapter", "nothing", "pdf", "copy", "empty",
    "two chapters", "stranger", "twin", "windows zip", "script", "tar", "text ending", "plain",
    "mac junk", "broken zip", "plain",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hand:
    """One file that a student uploads, and what has to become of what is in it.

    ``inside`` gives the fate of each file of an archive, by its path in it.
    """

    name: str
    data: bytes
    fate: str = "graded"
    inside: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class MadeClass:
    """What was made, and what must come of it."""

    source: Path
    roster: Path
    fates: dict[str, tuple[str, str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)

    def of_kind(self, kind: str) -> set[str]:
        return {student for student, mine in self.kinds.items() if mine == kind}


@cache
def _blank(chapter: str) -> str:
    return (NOTEBOOKS / f"{chapter}.ipynb").read_text(encoding="utf-8")


@cache
def _answers() -> dict[str, str]:
    return {c.id: c.source for c in read_source(CHAPTER).cells if "BEGIN SOLUTION" in c.source}


@cache
def _filled(chapter: str, wrong: bool) -> str:
    data = json.loads(_blank(chapter))
    data["metadata"]["tag"] = "TAG"
    for cell in data["cells"]:
        if chapter == CHAPTER and cell["id"] in _answers():
            cell["source"] = _answers()[cell["id"]]
        if wrong and cell["id"] == "bce":
            cell["source"] = "# exercise: bce\ndef bce(yhat, y):\n    return yhat.mean()\n"
    return json.dumps(data)


def notebook(tag: str, chapter: str = CHAPTER, wrong: bool = False) -> bytes:
    """A filled-in notebook whose bytes are one student's own, while its answers are not."""
    return _filled(chapter, wrong).replace('"TAG"', json.dumps(tag)).encode()


def zipped(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def tarred(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def hands(kind: str, tag: str, twin: bytes) -> list[Hand]:
    """What a student of this kind uploads, in time's order."""
    mine = notebook(tag, wrong=tag.endswith("7"))
    inside = {"My work/hw.ipynb": "graded", "__MACOSX/._hw.ipynb": "noted"}
    archive = zipped(("My work/hw.ipynb", mine), ("__MACOSX/._hw.ipynb", b"x"))
    cases: dict[str, list[Hand]] = {
        "attempts": [
            Hand("hw.ipynb", notebook(f"{tag} first"), "attempt"),
            Hand("hw-1.ipynb", mine),
        ],
        "zip": [Hand("hw.zip", archive, "", inside)],
        "wrong chapter": [Hand("04_logistic_regression.ipynb", notebook(tag, OTHER), "noted")],
        "nothing": [],
        "pdf": [Hand("answers.pdf", b"%PDF-1.7 " + tag.encode(), "noted")],
        "copy": [Hand("Copy of 04_logistic_regression (1).ipynb", mine)],
        "empty": [Hand("hw.ipynb", b"")],
        "two chapters": [Hand("a.ipynb", mine), Hand("b.ipynb", notebook(tag, OTHER), "noted")],
        "twin": [Hand("hw.ipynb", twin)],
        "windows zip": [
            Hand(
                "hw.zip", zipped((r"C:\Users\me\hw.ipynb", mine)), "",
                {"Users/me/hw.ipynb": "graded"},
            )
        ],
        "script": [Hand("hw.py", b"print(1)", "noted")],
        "tar": [Hand("hw.tar.gz", tarred(("hw/hw.ipynb", mine)), "", {"hw/hw.ipynb": "graded"})],
        "text ending": [Hand("hw.ipynb.txt", mine)],
        "mac junk": [Hand("hw.ipynb", mine), Hand("picture.png", b"\x89PNG", "noted")],
        "broken zip": [Hand("hw.zip", b"PK\x03\x04 torn off", "noted")],
    }  # fmt: skip
    return cases.get(kind, [Hand("hw.ipynb", mine)])


def make_class(folder: Path, shape: str, size: int = 300, seed: int = 0) -> MadeClass:
    """Write a download in an LMS's shape, with its roster."""
    rng = random.Random(seed)
    members = list(islice(people(rng), size))
    made = MadeClass(folder / f"{shape}.zip", folder / f"{shape}.csv")
    twin = b""
    with zipfile.ZipFile(made.source, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, person in enumerate(members):
            kind = DISORDER[number % len(DISORDER)]
            student, order = _student(person, shape, kind), 7_000_000 + 10 * number
            made.kinds[student] = kind
            if kind == "stranger":
                made.strangers.add(student)
            for step, hand in enumerate(hands(kind, person.student, twin)):
                path = _path(shape, person, number, hand.name, order + step, kind == "late")
                archive.writestr(path, hand.data)
                for where, fate in _fates(path, hand):
                    owner = "" if "__MACOSX" in where else student
                    made.fates[where] = (fate, owner)
                if kind == "plain":
                    twin = hand.data
    listed = [p for n, p in enumerate(members) if DISORDER[n % len(DISORDER)] != "stranger"]
    numbers = {person.student: number for number, person in enumerate(members)}
    _ROSTERS[shape](made.roster, listed, numbers)
    return made


def _fates(path: str, hand: Hand) -> Iterator[tuple[str, str]]:
    if hand.inside:
        yield from ((f"{path}/{inner}", fate) for inner, fate in hand.inside.items())
    else:
        yield path, hand.fate


def _student(person: InventedPerson, shape: str, kind: str) -> str:
    if kind != "stranger":
        return person.student
    if shape == "canvas":
        return f"{person.file_part}_{person.student}"
    return person.student


def participant(number: int) -> int:
    """Moodle's number in the assignment; nobody's ID number."""
    return 1000 + 3 * number


def _path(
    shape: str, person: InventedPerson, number: int, name: str, order: int, late: bool
) -> str:
    if shape == "canvas":
        mark = "LATE_" if late else ""
        return f"{person.file_part}_{mark}{person.student}_{order}_{name}"
    if shape == "moodle":
        clean = person.name.replace("'", "").replace("_", " ")
        return f"{clean}_{participant(number)}_assignsubmission_file_/{name}"
    if shape == "nbgrader":
        return f"submitted/{person.student}/{CHAPTER}/{name}"
    return f"{person.student}/{name}"


def _canvas(path: Path, members: list[InventedPerson], numbers: dict[str, int]) -> None:
    """Canvas's gradebook export."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section",
                         "Lab 1 (11)", "Logistic regression (12)", "Current Score"])  # fmt: skip
        writer.writerow(["", "", "", "", "", "Manual Posting", "", ""])
        writer.writerow(["    Points Possible", "", "", "", "", "10", "20", "(read only)"])
        for person in members:
            sis = f"S{person.student}"
            name = f"{person.last}, {person.first}"
            writer.writerow([name, person.student, sis, f"{sis}@u.example", "A", "5", "", "50"])
        writer.writerow(["Student, Test", "99999999", "", "", "A", "", "", ""])


def _moodle(path: Path, members: list[InventedPerson], numbers: dict[str, int]) -> None:
    """Moodle's grading worksheet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Identifier", "Full name", "ID number", "Email address", "Status",
                         "Grade", "Maximum Grade", "Grade can be changed",
                         "Last modified (submission)", "Last modified (grade)",
                         "Feedback comments"])  # fmt: skip
        for person in members:
            number = numbers[person.student]
            late = DISORDER[number % len(DISORDER)] == "late"
            status = "Submitted for grading" + (" - 2 hours late" if late else "")
            writer.writerow([f"Participant {participant(number)}", person.name, person.student,
                             f"u{person.student}@u.example", status, "", "20.00", "Yes", "-",
                             "-", ""])  # fmt: skip


def _plain(path: Path, members: list[InventedPerson], numbers: dict[str, int]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name"])
        writer.writerows([person.student, person.name] for person in members)


_ROSTERS = {"canvas": _canvas, "moodle": _moodle, "nbgrader": _plain, "folders": _plain}
