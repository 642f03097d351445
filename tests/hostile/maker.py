"""Makes a class of hostile submissions, and a few good ones, from the files beside this one.

An attack is one file with a header of ``Name: words`` lines:

- in ``submissions/cells/`` the file is the text of one exercise's cell, where ``{answer}``
  stands for the right answer's lines; all the other exercises are answered rightly
- in ``submissions/files/`` it is a module whose ``hand_in(work, folder)`` writes whatever it
  likes into the student's folder

| header | meaning |
|---|---|
| Tries | what it tries, in one sentence |
| Cell | the exercise in whose cell it stands |
| Loses | the exercises whose points it loses; ``nothing``, or ``everything`` |
| State | the submission's state; several with a bar between them; ``absent``: it is nobody's |
| Says | words that a flag holds; several with a bar between them, all of them needed |
| Raises | what the attack's own cell raises, when it is no slip |
| Proof | how the tests see that it does what it tries where nothing stops it |
| Student | the student's name, when the name is the attack |
| Only | ``folder``: an nbgrader tree cannot hold it |
| Slow | only in ``make test-all``: it takes its full time |
"""

from __future__ import annotations

import copy
import hashlib
import importlib.util
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

import nbformat
import torch
from nbformat import NotebookNode

from autograder.build.source import read_source
from autograder.build.student import solved_notebook
from autograder.catalogue import chapter_of
from autograder.collect.collect import student_id
from autograder.demo.answers import released_stubs
from autograder.demo.files import fill, notebook_bytes
from autograder.files.paths import ROOT
from course_utils.core.key import visible_keys

CHAPTER = "04_logistic_regression"
SUBMISSIONS = Path(__file__).parent / "submissions"
Layout = Literal["folder", "nbgrader"]
_HEADER = re.compile(r"^#?\s*([A-Z][a-z]+): (.+)$")
RIGHT = "aa-right"
COPIED = "kk-copied"  # a right one, to which the links of others lead
# Known mistakes that earn nothing in their exercise.
WRONG = {
    "bce": "def bce(yhat, y):\n    return torch.tensor(0.5)\n",
    "lr-train": "def train(model, x, y, steps):\n    pass\n",
    "lr-backward": "@method_of(LR)\ndef backward(self, x, yhat, y):\n"
    '    self.grads["dw"] = x @ (yhat - y).T\n    self.grads["db"] = (yhat - y).sum()\n',
}
_UNMARKED = ("unreadable", "missing", "grader_fault", "absent")


@dataclass(frozen=True, slots=True)
class Attack:
    """One student of the class, and what must come of the submission.

    Attributes:
        student: the id, as the gradebook knows it.
        tries: one sentence.
        states: the submission states that are allowed.
        score: the points that it has earned itself; None when no mark may be given.
        loses: the exercises that earn nothing.
        says: words that its flags hold.
        proof: how it can be seen that the attack works where nothing stops it.
        good: an honest submission, which must not notice the others.
        file: the attack's own file; None for the good ones.
        cell: the text of the attacking cell with the answer filled in, or empty.
        exercise: whose cell that is.
    """

    student: str
    tries: str
    states: tuple[str, ...] = ("graded",)
    score: float | None = None
    loses: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    proof: str = ""
    good: bool = False
    file: Path | None = None
    cell: str = ""
    exercise: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What an attack is made from: the chapter's notebook, its answers, and what to steal.

    Attributes:
        course: the folder that holds the gradebook, the seed and the other submissions.
        port: of a server on this machine; an abstract socket's name ends in it too.
        student: who hands it in; no two notebooks are alike.
    """

    course: Path
    chapter: str = CHAPTER
    port: int = 9
    student: str = ""

    def released(self) -> NotebookNode:
        """The notebook as students got it."""
        return copy.deepcopy(released_stubs(self.chapter))

    def right(self, **instead: str) -> NotebookNode:
        """Every exercise answered rightly, but for these texts (``lr_init`` for lr-init)."""
        texts = own_answers() | {name.replace("_", "-"): text for name, text in instead.items()}
        mark = hashlib.sha256(self.student.encode("utf-8", "replace")).hexdigest()[:8]
        texts["lr-init"] += f"\n\n# {mark}"
        return fill(released_stubs(self.chapter), texts)

    def wrong(self, exercise: str = "bce") -> NotebookNode:
        """Right but for one known mistake that earns nothing."""
        text = f"# exercise: {exercise}\n{WRONG[exercise]}"
        return self.right(**{exercise.replace("-", "_"): text})

    def data(self, notebook: NotebookNode | None = None) -> bytes:
        """A notebook as a file; the right one when none is given."""
        return notebook_bytes(notebook or self.right())

    def neighbour(self, folder: Path) -> Path:
        """The right notebook of another, in the same layout as the student's own folder."""
        at = folder.parents[1] / COPIED / self.chapter if folder.name == self.chapter else None
        return (at or folder.parent / COPIED) / f"{self.chapter}.ipynb"

    def write(self, folder: Path, notebook: NotebookNode | bytes) -> Path:
        """Put the notebook where a student hands it in."""
        path = folder / f"{self.chapter}.ipynb"
        path.write_bytes(notebook if isinstance(notebook, bytes) else self.data(notebook))
        return path


@cache
def points() -> dict[str, float]:
    """What each exercise of the chapter is worth."""
    return {entry.id: float(entry.exercise.points) for entry in chapter_of(CHAPTER)}


@cache
def own_answers() -> dict[str, str]:
    """The chapter's own solutions: exercise -> the cell's text."""
    cells = {cell.id: cell.source for cell in solved_notebook(read_source(CHAPTER)).cells}
    return {name: cells[name] for name in points()}


def headers(text: str) -> dict[str, str]:
    """The header's lines of an attack's file."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if match := _HEADER.match(line):
            found.setdefault(match.group(1), match.group(2).strip())
    return found


def attack_files() -> list[Path]:
    """Every attack's file, sorted by name."""
    return sorted([*SUBMISSIONS.glob("cells/*.py"), *SUBMISSIONS.glob("files/*.py")])


def make_class(
    folder: Path,
    layout: Layout = "folder",
    *,
    course: Path | None = None,
    port: int = 9,
    slow: bool = False,
) -> list[Attack]:
    """Write the whole class below ``folder``.

    Args:
        folder: made if need be.
        layout: ``folder``: ``<folder>/<student>/<notebook>``; ``nbgrader``:
            ``<folder>/submitted/<student>/<chapter>/<chapter>.ipynb``.
        course: where the attacks look for something to steal; ``folder`` when not given.
        port: where a server of the test's listens, for the attacks that call home.
        slow: the attacks that take long, too.

    Returns:
        One entry for each student, the good ones first.
    """
    work = Work((course or folder).resolve(), port=port)
    made = [*_good_ones(work, folder, layout)]
    for file in attack_files():
        header = headers(file.read_text(encoding="utf-8"))
        if ("Slow" in header and not slow) or (layout == "nbgrader" and "Only" in header):
            continue
        made.append(_attack(work, file, header, folder, layout))
    return made


def _good_ones(work: Work, folder: Path, layout: Layout) -> Iterator[Attack]:
    for student, kind, tries, loses in (
        (RIGHT, "right", "nothing: everything is right", ()),
        ("mm-mistake", "mistake", "one mistake", ("lr-backward",)),
        ("zz-right", "right", "nothing: right, after all the others", ()),
        ("zz-stub", "stub", "nothing: the notebook as it was", tuple(points())),
        (COPIED, "right", "nothing; others copy it", ()),
    ):
        mine = replace(work, student=student)
        notebook = {"right": mine.right, "stub": mine.released}.get(kind)
        mine.write(
            _home(folder, layout, student), notebook() if notebook else mine.wrong("lr-backward")
        )
        good = student != COPIED
        states = ("graded",) if good else ("graded", "flagged")
        yield Attack(student, tries, states, _score(loses), loses, good=good)


def _attack(
    work: Work, file: Path, header: Mapping[str, str], folder: Path, layout: Layout
) -> Attack:
    name = _name(header["Student"]) if "Student" in header else f"h-{file.stem.replace('_', '-')}"
    home = _home(folder, layout, name)
    work = replace(work, student=name)
    exercise = header.get("Cell", "")
    cell = ""
    if file.parent.name == "cells":
        cell = cell_text(file, work)
        work.write(home, work.right(**{exercise.replace("-", "_"): cell}))
    else:
        _module(file).hand_in(work, home)
    states = tuple(header["State"].split(" | "))
    loses = _lost(header["Loses"])
    return Attack(
        student=name if layout == "nbgrader" else student_id(name),
        tries=header["Tries"],
        states=states,
        score=None if states[0] in _UNMARKED else _score(loses),
        loses=loses,
        says=tuple(header["Says"].split(" | ")) if "Says" in header else (),
        proof=header.get("Proof", ""),
        file=file,
        cell=cell,
        exercise=exercise,
    )


def _name(words: str) -> str:
    """A name as the header writes it: with escapes, and `` x 50`` for fifty times."""
    text, _, times = words.encode("ascii").decode("unicode_escape").partition(" x ")
    return text * int(times or 1)


def cell_text(file: Path, work: Work) -> str:
    """The attacking cell, with the right answer's lines for ``{answer}``."""
    text = file.read_text(encoding="utf-8")
    exercise = headers(text)["Cell"]
    lines = text.splitlines(keepends=True)
    while lines and lines[0].startswith("# "):
        del lines[0]
    answer = own_answers()[exercise].partition("\n")[2]
    body = "".join(lines)
    for name, value in (
        ("{answer}", answer),
        ("{course}", str(work.course)),
        ("{project}", str(ROOT)),
        ("{port}", str(work.port)),
        ("{visible}", repr(_visible())),
    ):
        body = body.replace(name, value)
    return f"# exercise: {exercise}\n{body}"


def _visible() -> list[tuple[list[float], float]]:
    """What a student can copy out of the package's data for bce: inputs and losses."""
    rows = []
    for key in visible_keys("bce").keys:
        for yhat, item in ((key.case["yhat"], "loss"), (key.case["yhat"][:, :1], "one example")):
            inputs = [round(value, 3) for value in yhat.flatten().tolist()]
            loss = key.expected[item].values[0]
            assert isinstance(loss, torch.Tensor)
            rows.append((inputs, loss.item()))
    return rows


def _home(folder: Path, layout: Layout, student: str) -> Path:
    home = folder / student if layout == "folder" else folder / "submitted" / student / CHAPTER
    home.mkdir(parents=True)
    return home


def _lost(words: str) -> tuple[str, ...]:
    if words == "nothing":
        return ()
    return tuple(points()) if words == "everything" else tuple(words.split(", "))


def _score(loses: tuple[str, ...]) -> float:
    return sum(worth for name, worth in points().items() if name not in loses)


def _module(file: Path):
    spec = importlib.util.spec_from_file_location(f"hostile_{file.stem}", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def new_cell(source: str, cell_id: str = "mine") -> NotebookNode:
    """A code cell that the student added."""
    return nbformat.v4.new_code_cell(source, id=cell_id)
