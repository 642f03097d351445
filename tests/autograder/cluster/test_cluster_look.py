"""Why a machine is not used: in words that say what there is there, and what here."""

from __future__ import annotations

import copy
import json

import pytest

from autograder.execute import cluster_look
from autograder.execute.cluster_look import look, misfits
from autograder.sandbox import SandboxUnavailable


@pytest.fixture(scope="module")
def mine() -> dict:
    return look()


def other(mine: dict, place: str, value: object) -> dict:
    theirs = copy.deepcopy(mine)
    *way, last = place.split("/")
    at = theirs
    for name in way:
        at = at[name]
    at[last] = value
    return theirs


def test_what_is_said_is_plain_data_and_a_machine_fits_itself(mine):
    theirs = json.loads(json.dumps(mine))
    theirs["sandbox"] = mine["sandbox"] = ""
    assert misfits(mine, theirs, unsandboxed=False) == []


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("version", "9.9", "it has version 9.9 of the workbook, and here is "),
        ("python", "3.9.1", "it runs Python 3.9.1, and here is "),
        ("processor", "riscv", "its processor is riscv, and here it is "),
        ("packages/torch", "1.0", "it has torch 1.0, and here is "),
        ("packages/distributed", "1.0", "it has distributed 1.0, and here is "),
        ("files/catalogue", "x", "its files differ from those here: catalogue"),
        ("files/notebooks", "x", "its files differ from those here: notebooks"),
        ("sandbox", "no bubblewrap", "it cannot isolate submissions: no bubblewrap"),
    ],
)
def test_each_difference_is_told(mine, place, value, said):
    mine = {**mine, "sandbox": ""}
    (why,) = misfits(mine, other(mine, place, value), unsandboxed=False)
    assert why.startswith(said)


def test_without_isolation_only_where_that_was_asked_for(mine):
    theirs = {**mine, "sandbox": "no bubblewrap"}
    assert misfits(mine, theirs, unsandboxed=True) == []


@pytest.mark.parametrize("theirs", [{}, None, [], "x", {"version": "0.1.0"}])
def test_what_says_something_else_is_not_used(mine, theirs):
    (why,) = misfits(mine, theirs, unsandboxed=False)
    assert why.startswith("what it says of itself cannot be read")


def test_a_machine_without_a_sandbox_says_so(monkeypatch):
    def unavailable():
        raise SandboxUnavailable("bubblewrap was not found")

    monkeypatch.setattr(cluster_look, "require_sandbox", unavailable)
    assert look()["sandbox"] == "bubblewrap was not found"


def test_a_changed_mistake_is_another_catalogue(tmp_path):
    (tmp_path / "one.mistakes").write_text("a", encoding="utf-8")
    first = cluster_look._digest(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.py").write_text("a", encoding="utf-8")
    assert cluster_look._digest(tmp_path) == first
    (tmp_path / "one.mistakes").write_text("b", encoding="utf-8")
    assert cluster_look._digest(tmp_path) != first
