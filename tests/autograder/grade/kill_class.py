"""A class whose grading takes its time without much work, so that there is something to kill.

Every honest answer waits a little: in a cell, or in a function while it is probed. The files
are named as Canvas names them, as Canvas says who was late whatever the clock says.
"""

from __future__ import annotations

import random
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course.course import ensure_assignment, open_course
from autograder.demo.files import fill, with_scratch
from tests.autograder.grade.small_class import CHAPTER, WRONG
from tests.sources import released_of, source_of

DUE = "2024-03-01T12:00+00:00"
MORE = ("--due", DUE, "--layout", "canvas")
_LATE = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'


def new_course(folder: Path) -> Path:
    """A course folder in which nothing was graded yet, to be copied with its secret seed."""
    course = open_course(folder)
    course.secret()
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text() + _LATE)
    ensure_assignment(course, CHAPTER)
    return folder


def write_class(folder: Path, count: int, dice: random.Random) -> None:
    """The files of so many students, of every kind in turn."""
    folder.mkdir(parents=True)
    makers = [_right, _slow, _wrong, _stub, _added, _ends, _kills, _right, _slow, _wrong]
    for number in range(count - 3):
        student = f"person{number:02d}"
        late = "LATE_" if number % 11 == 4 else ""
        notebook = makers[number % len(makers)](number, dice)
        _write(folder, student, 100 + number, nbformat.writes(notebook), late)
    same = nbformat.writes(_slow(0, random.Random(1)))
    _write(folder, "twin", 90, same)
    _write(folder, "triplet", 91, same)
    _write(folder, "unreadable", 92, "{")  # the last: its result needs no sandbox


def _write(folder: Path, student: str, number: int, text: str, late: str = "") -> None:
    path = folder / f"{student}_{late}{number}_{5000 + number}_{CHAPTER}.ipynb"
    path.write_text(text, encoding="utf-8")


def _answers() -> dict[str, str]:
    cells = source_of(CHAPTER).cells
    return {cell.id: cell.source for cell in cells if "BEGIN SOLUTION" in cell.source}


def _filled(**exchanged: str) -> NotebookNode:
    by_id = {name.replace("_", "-"): text for name, text in exchanged.items()}
    return fill(released_of(CHAPTER), {**_answers(), **by_id})


def _waits(exercise: str, number: int, dice: random.Random) -> str:
    """The right answer, after which the cell waits."""
    seconds = dice.uniform(0.3, 1.2)
    return f"{_answers()[exercise]}\nimport time\ntime.sleep({seconds:.3f})  # {number}\n"


def _right(number: int, dice: random.Random) -> NotebookNode:
    return _filled(vjp=_waits("vjp", number, dice), grad_at=_waits("grad-at", number, dice))


def _slow(number: int, dice: random.Random) -> NotebookNode:
    """Right; the function waits each time that it is called, in visible and hidden cases."""
    wait = f"    import time\n    time.sleep({dice.uniform(0.02, 0.12):.3f})  # {number}\n"
    text = _answers()["grad-at"].replace("    ### BEGIN", f"{wait}    ### BEGIN")
    return _filled(grad_at=text, descend=_waits("descend", number, dice))


def _wrong(number: int, dice: random.Random) -> NotebookNode:
    text = WRONG.replace("zeros(())", f"full((), {number}.5)")
    return _filled(grad_at=text, vjp=_waits("vjp", number, dice))


def _stub(number: int, dice: random.Random) -> NotebookNode:
    """One answer, the rest as it was handed out."""
    text = _waits("grad-at", number, dice)
    return fill(released_of(CHAPTER), {"grad-at": text})


def _added(number: int, dice: random.Random) -> NotebookNode:
    """With a cell of the student's own."""
    return with_scratch(_right(number, dice), "grad-at", f"print({number})\nraise SystemExit")


def _ends(number: int, dice: random.Random) -> NotebookNode:
    """Leaves its process, which costs it one exercise."""
    text = f"{_answers()['vjp']}\nimport os\nos._exit({number})\n"
    return _filled(vjp=text, grad_at=_waits("grad-at", number, dice))


def _kills(number: int, dice: random.Random) -> NotebookNode:
    """Shoots its process, each time that the function is called."""
    shot = f"    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)  # {number}\n"
    text = _answers()["gd-step"].replace("    ### BEGIN", f"{shot}    ### BEGIN")
    return _filled(gd_step=text, grad_at=_waits("grad-at", number, dice))
