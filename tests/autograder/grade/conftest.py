"""Notebooks as students hand them in, made from the released one."""

from __future__ import annotations

import copy

import nbformat
import pytest

from autograder.build.source import read_source
from autograder.build.student import student_notebook

CHAPTER = "04_logistic_regression"


@pytest.fixture(scope="session")
def source():
    return read_source(CHAPTER)


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
