"""Sentences that students stumbled over, each by its kind."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from course_utils import check, labs
from course_utils.labs.loop import RATES
from course_utils.notebook import check as checks
from course_utils.notebook import records


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test; no nbgrader around."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(checks, "_repeats", {})
    monkeypatch.setattr(records, "_session", {})


def misspelt(base: type) -> type:
    """A class whose ``__init__`` lacks an underscore on each side."""
    return type("Mine", (base,), {"_init_": lambda self, *given: None})


@pytest.mark.parametrize(
    ("exercise", "base"),
    [
        ("my-linear", nn.Module), ("net", nn.Module), ("scaler", nn.Module), ("tower", nn.Module),
        ("drop-net", nn.Module), ("sgd", torch.optim.Optimizer), ("adam", torch.optim.Optimizer),
        ("sgd", object),
    ],
)  # fmt: skip
def test_init_without_its_underscores_is_named_whatever_the_class_is_of(exercise, base, capsys):
    check(exercise, misspelt(base))
    said = capsys.readouterr().out
    assert "no `__init__` of its own, but a method `_init_`" in said


def test_who_wrote_an_init_is_not_told_to(capsys):
    own = type("Own", (nn.Module,), {"__init__": lambda self, *given: None})
    check("my-linear", type("Mine", (own,), {"_init_": lambda self: None}))
    assert "no `__init__` of its own" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "is_there"),
    [
        ({"grad_a": 1, "grad_b": 2}, "a dict of 2, not a pair"),
        ({1, 2}, "a set of 2, not a pair"),
        ("ab", "a str, not a pair"),
        ([1.0, 2.0, 3.0], "a list of 3, not a pair"),
    ],
    ids=str,
)
def test_what_is_no_pair_is_not_taken_apart(answer, is_there, capsys):
    check("vjp", lambda a, b, v: answer)
    assert f"yours is {is_there}" in capsys.readouterr().out


class LR:
    """A student's own class, which cannot be called."""


@pytest.mark.parametrize(
    ("answer", "fact"),
    [([1, 2], "yours is a list of 2"), (LR(), "yours is an LR"), ("x", "yours is a str")],
    ids=lambda value: str(value)[:20],
)
def test_what_the_fact_says_is_not_said_again_as_its_cause(answer, fact, capsys):
    check("row-normalize", lambda x: answer)
    said = capsys.readouterr().out
    assert f"{fact}; expected a tensor of shape (6, 7)" in said
    assert "This is what you get" not in said and "like this when" not in said
    if isinstance(answer, list):
        assert "torch.stack" in said  # where it comes from is told


def test_the_loop_s_spoken_line_is_another_one_at_every_rate():
    lab = labs.loop()
    for zero in (True, False):
        assert len({lab.at(lr=rate, zero=zero).text for rate in RATES}) == len(RATES)
