"""Notebooks as students hand them in, made from the released one."""

from __future__ import annotations

import copy
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from autograder.build.student import student_notebook
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from tests.autograder.grade import small_class
from tests.autograder.grade.forks import Forks
from tests.autograder.grade.servers import postgres
from tests.shared import once
from tests.sources import source_of

CHAPTER = "04_logistic_regression"


@pytest.fixture(scope="session")
def source():
    return source_of(CHAPTER)


@pytest.fixture(scope="session")
def released(source):
    return student_notebook(source)


@pytest.fixture
def filled(source, released):
    """A function: the released notebook with the right answers, some exchanged."""
    answers = {cell.id: cell.source for cell in source.cells if "BEGIN SOLUTION" in cell.source}

    def fill(**exchanged: str) -> nbformat.NotebookNode:
        notebook = copy.deepcopy(released)
        for cell in notebook.cells:
            if cell.id in answers:
                cell.source = exchanged.get(cell.id.replace("-", "_"), answers[cell.id])
        return notebook

    return fill


@pytest.fixture
def as_bytes():
    return lambda notebook: nbformat.writes(notebook).encode("utf-8")


WRONG_BACKWARD = """\
# exercise: lr-backward
@method_of(LR)
def backward(self, x, yhat, y):
    self.grads["dw"] = x @ (yhat - y).T
    self.grads["db"] = (yhat - y).sum()
"""


@pytest.fixture(scope="session")
def database():
    """A function that makes an empty database in a PostgreSQL server; gives its URL."""
    with postgres() as make:
        yield make


@pytest.fixture(scope="session")
def forks(tmp_path_factory):
    made = Forks(tmp_path_factory.mktemp("forks"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    """A course in which three and two guests are graded, once for all tests: work on a copy."""
    return once(tmp_path_factory, "begun", _begin)


def _begin(folder):
    """Grade them; by threads, for once."""
    made = small_class.notebooks()
    source = small_class.hand_in(
        folder / "in", {"ada": made["right"], "bo": made["wrong"], "cy": made["stub"]}
    )
    shutil.copytree(source, folder / "everybody")
    # Equal answers, but not the same bytes: run once, saved anew, marks of the editor's own.
    ran = made["right"].replace('"execution_count": null', '"execution_count": 7')
    indented = re.sub(r"^ +", "", made["wrong"], flags=re.MULTILINE)
    assert ran != made["right"] and indented != made["wrong"]
    small_class.hand_in(source, {"guest-1": ran, "guest-2": indented})
    small_class.hand_in(folder / "everybody", {"di": ran, "ed": indented})
    request = Request(source, small_class.CHAPTER, folder / "course", workers=1)
    outcome = grade_class(request, lambda *a: None, lambda: ThreadPoolExecutor(1))
    scores = {row.student: row.score for row in outcome.rows}
    assert scores == {"ada": 20, "bo": 18, "cy": 0, "guest-1": 20, "guest-2": 18}
    assert (outcome.executed, outcome.shared) == (3, 2)
