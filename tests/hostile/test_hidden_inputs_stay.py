"""Hidden inputs leave the process that computed with them by no way: not to a friend who is
graded next, and not to the student's own page through the second run without added cells."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from autograder.catalogue import find_entry
from autograder.feedback.page import render_feedback
from autograder.grade.examiner import Examiner
from autograder.grade.judged import fresh
from autograder.sandbox import Limits
from autograder.submission.remark import texts
from autograder.submission.result import Submission
from course_utils.core.exercise import find_exercise
from tests.hostile.carriers import CARRIERS, whole
from tests.hostile.maker import CHAPTER, Work, points

pytestmark = pytest.mark.sandbox

SECRET = "a seed that the course alone has"
LIMITS = Limits(cpu_per_cell=2.0, cpu_per_notebook=20.0, cpu_grace=0.5)

# Leaves its inputs wherever it can, and shows whatever lies there: as the exception of a
# visible case, as what it prints, as what a cell of its own prints.
SPY = """
import os, glob, json
PLACES = ["/", "/tmp", "/tmp/work", "/dev", "/dev/shm", "/dev/pts", "/usr", "/course", "/proc/self"]
def attempt(what, *arguments):
    try:
        return what(*arguments)
    except Exception:
        return None
def look():
    found = []
    for place in PLACES:
        for name in attempt(os.listxattr, place) or ():
            found.append(os.getxattr(place, name).decode())
        for file in glob.glob(f"{place}/*.word"):
            found.append(open(file).read())
    for file in glob.glob("/proc/sys/kernel/*") + glob.glob("/proc/sys/fs/mqueue/*"):
        text = attempt(lambda: open(file).read())
        if text and "424242" in text:
            found.append(text)
    return found
def leave(text):
    for place in PLACES:
        attempt(os.setxattr, place, "user.word", text.encode())
        attempt(lambda: open(f"{place}/left.word", "a").write(text))
    for file in glob.glob("/proc/sys/kernel/*") + glob.glob("/proc/sys/fs/mqueue/*"):
        attempt(lambda: open(file, "w").write("424242"))
    attempt(os.utime, "/dev/null", (424242, 424242))
found = look()
print("FO" "UND", found)

def bce(yhat, y):
    if found:
        raise ValueError("FO" "UND " + " ".join(found))
    leave(json.dumps([round(value, 3) for value in yhat.flatten().tolist()]))
    return -(y * yhat.log() + (1 - y) * (1 - yhat).log()).mean()
"""
# Its visible run is over before it is slow: the second run leaves it out.
SLOW = """
import os
if os.path.exists("/proc/self"):
    train_was = train
    def train(*arguments, **named):
        while True:
            pass
"""


@pytest.fixture(scope="module")
def examiner():
    made = Examiner(CHAPTER, SECRET, limits=LIMITS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def hidden() -> list[str]:
    """Every number of the hidden inputs of bce, as the spy writes it, that is no round one."""
    judged = fresh(find_entry("bce"), SECRET)
    values = [
        round(value, 3)
        for key in judged.hidden.keys
        for value in key.case["yhat"].flatten().tolist()
    ]
    return [json.dumps(value) for value in values if len(json.dumps(value)) >= 5]


def work(name: str) -> Work:
    return Work(Path("nowhere"), student=name)


def shown(examiner: Examiner, notebook: nbformat.NotebookNode, name: str) -> str:
    """All that anybody sees of a submission: its page, and the notebook with its outputs."""
    result = examiner.grade_bytes(Submission(name, CHAPTER), work("").data(notebook))
    exercises = [find_exercise(exercise) for exercise in points()]
    cells = json.loads(result.notebook)["cells"]
    outputs = json.dumps([cell.get("outputs") for cell in cells])
    return (
        render_feedback(result, exercises, course="a course")
        + outputs
        + json.dumps(texts(result.all_remarks))
    )


def spying(name: str) -> nbformat.NotebookNode:
    return work(name).right(bce=f"# exercise: bce\n{SPY}")


def nothing_in(text: str, hidden: list[str]) -> None:
    assert "FOUND []" in text, "the spy did not run"
    assert text.count("FOUND") == text.count("FOUND []")
    leaked = [number for number in hidden if number in text]
    assert len(hidden) > 5
    assert len(leaked) < len(hidden) / 2, leaked  # visible inputs are drawn alike


def test_a_friend_who_is_graded_next_finds_nothing(examiner, hidden):
    shown(examiner, spying("spy"), "spy")
    nothing_in(shown(examiner, spying("friend"), "friend"), hidden)


def test_the_second_run_of_a_submission_finds_nothing_of_the_first(examiner, hidden):
    notebook = spying("alone")
    last = max(i for i, cell in enumerate(notebook.cells) if "def train" in cell.source)
    notebook.cells.insert(last + 1, nbformat.v4.new_code_cell(SLOW, id="slow-training"))
    text = shown(examiner, notebook, "alone")
    assert "without the added cells: lr-train" in text, "there was no second run"
    nothing_in(text, hidden)


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.name)
def test_an_attack_costs_the_honest_ones_behind_it_nothing(examiner, carrier):
    """It is tried by a right submission; what it does to the worker the next one would feel."""
    attack = work("attack").right()
    attack.cells.append(nbformat.v4.new_code_cell(whole(carrier.send), id="an-attack"))
    results = [
        examiner.grade_bytes(Submission(name, CHAPTER), work("").data(notebook))
        for name, notebook in (("attack", attack), ("honest", work("honest").right()))
    ]
    states = [{name: v.state for name, v in result.verdicts.items()} for result in results]
    assert [result.score for result in results] == [20, 20], states
    assert results[1].state == "graded"
