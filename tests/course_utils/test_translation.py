"""A second set of templates comes through every command, and changes nothing but words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.feedback import render_feedback
from autograder.rebuild.releases import read_released
from course_utils import (
    arrange,
    check,
    explain,
    guess,
    hint,
    progress,
    reset,
    review,
    submit,
    summary,
)
from course_utils.core.exercise import NotAttempted
from course_utils.notebook import check as checks
from course_utils.notebook import hint as hints
from course_utils.notebook import last, records
from course_utils.notebook import review as reviews
from course_utils.notebook.demo import demo
from course_utils.notebook.predictions import predictions
from course_utils.texts import using
from tests.autograder.feedback.samples import EXERCISES, mixed
from tests.course_utils.answers import right
from tests.course_utils.test_texts import bare, wrapped

CHAPTER = "04_logistic_regression"
QUESTION = next(question for question in predictions().values() if question.options)


def bce(yhat, y):
    """An answer that is wrong by its sign."""
    return ((y * yhat.log() + (1 - y) * (1 - yhat).log()).mean()).float()


def off_in_a_loop(x):
    """An answer that is wrong at one place, in a loop of its own."""
    total = 0.0
    for row in x:
        total = total + row
    return x / total


def raises(yhat, y):
    return {}["dw"]


def empty(yhat, y):
    raise NotAttempted


def half(yhat, y):
    m = y.shape[1]
    raise NotAttempted(str(m))


def thrice() -> None:
    for _ in range(5):
        check("bce", bce)


def in_a_demo() -> None:
    with demo("bce", "lr-init"):
        raise NotAttempted


def sitting() -> None:
    review(before=3)
    for given in ("Z", "A", "B", "A", "B", "because", "qqqq", "no"):
        review(answer=given)


ORDERS = ("1", "1>", "1 9 7>", "1 9 3>", "4 5", "1 9 7> 3> 2 10 6> 8>")


def hand_in() -> None:
    nbformat.write(read_released(CHAPTER), f"{CHAPTER}.ipynb")
    submit()


ACTIONS: dict[str, Callable[[], object]] = {
    "check without a name": check,
    "check of a number": lambda: check(3),
    "check of what is nearly a name": lambda: check("lr-backwards"),
    "check of what is no name": lambda: check("qqqqqqqqqq"),
    "check of a name of several": lambda: check("LR"),
    "check of what is not defined": lambda: check("softmax"),
    "check of nothing": lambda: check("bce", None),
    "check of a result": lambda: check("bce", 3.0),
    "check of an object": lambda: check("net", 3.0),
    "check of a right answer": lambda: check("bce", right("bce")),
    "check of a wrong answer, again and again": thrice,
    "check of one whose place is found": lambda: check("row-normalize", off_in_a_loop),
    "the last hint where a place was found": lambda: (check("bce", bce), hint("bce", 3)),
    "check of one that raises": lambda: check("bce", raises),
    "check of an empty one": lambda: check("bce", empty),
    "check of one half written": lambda: check("bce", half),
    "hint without a name": hint,
    "check of the last one": lambda: (hint("bce"), check(obj=raises)),
    "explain without a name": explain,
    "explain before a check": lambda: explain("bce"),
    "explain after a pass": lambda: (check("bce", right("bce")), explain()),
    "explain of what was not judged": lambda: (check("bce", 3), explain()),
    "a page without anything on it": summary,
    "a page of no chapter": lambda: summary("qqqq"),
    "a page": lambda: (check("bce", right("bce")), summary(4), summary()),
    "hint": lambda: hint("bce"),
    "the last hint": lambda: hint("bce", 3),
    "a hint too far": lambda: (hint("bce", 3), hint("bce")),
    "a hint that is none": lambda: hint("bce", 9),
    "guess without a name": guess,
    "guess at a number": lambda: guess(3),
    "guess at nothing": lambda: guess("qqqqqqqq"),
    "a question": lambda: guess(QUESTION.id),
    "a guess": lambda: guess(QUESTION.id, QUESTION.options[0][0]),
    "another guess": lambda: [guess(QUESTION.id, letter) for letter, _ in QUESTION.options[:2]],
    "a guess that is none": lambda: guess(QUESTION.id, "qqqq"),
    "progress": progress,
    "progress after a check": lambda: (check("bce", right("bce")), progress(4)),
    "progress of no chapter": lambda: progress("qqqq"),
    "progress kept": lambda: (progress(save=True), progress(load=True)),
    "progress from nowhere": lambda: progress(load="nowhere.json", save="here.json"),
    "review": review,
    "review of no chapter": lambda: review("qqqq"),
    "review from the first question to the last": sitting,
    "answer to no question": lambda: review(answer="A"),
    "programs without a name": arrange,
    "a program that there is not": lambda: arrange("qqqq"),
    "a program": lambda: arrange("training-loop"),
    "orders that are none": lambda: [arrange("training-loop", each) for each in ("x", "3 3", "99")],
    "orders of a program": lambda: [arrange("function-backward", each) for each in ORDERS],
    "reset without a name": reset,
    "reset": lambda: reset("bce"),
    "a demonstration": in_a_demo,
    "submit without a notebook": submit,
    "submit": hand_in,
}


@pytest.fixture
def said(tmp_path, monkeypatch, capsys) -> Callable[[Callable], str]:
    """What an action prints, in a folder and with a memory of its own."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    tries = iter(range(9))

    def act(action: Callable) -> str:
        folder: Path = tmp_path / str(next(tries))
        folder.mkdir()
        monkeypatch.chdir(folder)
        for module, name in ((checks, "_repeats"), (hints, "_shown"), (last, "_verdicts"),
                             (records, "_session"), (records, "_guessed"),
                             (records, "_revisited"), (reviews, "_latest")):  # fmt: skip
            monkeypatch.setattr(module, name, {})
        for module, name in ((last, "_named"), (records, "_checked"), (records, "_copies")):
            monkeypatch.setattr(module, name, [])
        monkeypatch.setattr(reviews, "fresh_seed", lambda: 0)
        action()
        return capsys.readouterr().out

    return act


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS.keys())
def test_every_command_speaks_by_the_templates_in_use(action, said) -> None:
    plain = said(action)
    with using(wrapped()):
        other = said(action)
    assert plain and bare(other) == bare(plain)
    assert "⟦" in other


def test_a_place_and_its_edit_are_among_what_is_said(said) -> None:
    assert re.search(r"^Line \d+: ", said(lambda: check("bce", bce)), re.MULTILINE)
    told = said(ACTIONS["the last hint where a place was found"])
    assert re.search(r"In line \d+, .* the visible checks pass\.", told)


def test_the_feedback_page_speaks_by_them_too() -> None:
    plain = render_feedback(mixed(), EXERCISES)
    with using(wrapped()):
        other = render_feedback(mixed(), EXERCISES)
    assert bare(other) == bare(plain)
    assert other.count("⟦") > 100
