"""What is typed by mistake: every call answers in a sentence, and nothing is lost."""

from __future__ import annotations

import pytest
import torch

from course_utils import (
    NotAttempted,
    arrange,
    check,
    demo,
    explain,
    guess,
    hint,
    method_of,
    progress,
    reset,
    review,
    submit,
    summary,
)
from course_utils.core.exercise import UnknownExercise
from course_utils.notebook import hint as hints
from course_utils.notebook import last, records
from course_utils.notebook.check import check as checked
from tests.course_utils.shells import ipython, run


class Speechless:
    """A value that has no text, and is not even equal to anything."""

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        raise RuntimeError("no text")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no answer")


ODD = {
    "none": None,
    "a number": 3,
    "true": True,
    "too large a number": 10**5000,
    "not a number": float("nan"),
    "nothing": "",
    "a list": [],
    "a dict": {},
    "a tensor": torch.ones(3),
    "a long text": "x" * 100_000,
    "a zero byte": "a\0b",
    "half a sign": "\ud800",
    "lines": "a\nb",
    "bytes": b"a",
    "a class": int,
    "a function": print,
    "speechless": Speechless(),
}
CALLS = {
    "check": check,
    "check of": lambda odd: check("softmax", odd),
    "hint": hint,
    "hint step": lambda odd: hint("softmax", odd),
    "explain": explain,
    "reset": reset,
    "guess": guess,
    "guess answer": lambda odd: guess("t-view-shares", odd),
    "guess open answer": lambda odd: guess("o-first-loss", odd),
    "progress": progress,
    "progress save": lambda odd: progress(save=odd),
    "progress load": lambda odd: progress(load=odd),
    "review": review,
    "review before": lambda odd: review(before=odd),
    "review answer": lambda odd: review(answer=odd),
    "arrange": arrange,
    "arrange order": lambda odd: arrange("training-loop", odd),
    "summary": summary,
    "summary name": lambda odd: summary(1, odd),
    "submit": submit,
}


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(hints, "_shown", {})
    monkeypatch.setattr(last, "_named", [])
    monkeypatch.setattr(records, "_session", {})
    monkeypatch.setattr(records, "_copies", [])


@pytest.fixture
def told(capsys):
    """What an action shows."""

    def act(action, *given, **named) -> str:
        capsys.readouterr()
        action(*given, **named)
        return capsys.readouterr().out

    return act


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_whatever_is_given_a_sentence_comes_back(call, told) -> None:
    records._session["mse"] = records.Record("passed", 2, 1, "", 1, "2026-03-01")
    for name, odd in ODD.items():
        said = told(call, odd)
        assert said.strip() and len(said) < 5000, name
        assert "data cannot be read" not in said, name


@pytest.mark.parametrize("action", [check, hint, explain, reset])
def test_the_id_of_something_else_is_told_its_own_call(action, told) -> None:
    assert 'guess("t-call")' in told(action, "t-call")
    assert 'arrange("training-loop")' in told(action, "training-loop")


def test_a_question_is_found_as_forgivingly_as_an_exercise(told) -> None:
    assert "tensor" in told(guess, " T_View-shares ", "A")
    assert 'check("softmax")' in told(guess, "softmax")


def test_where_progress_cannot_be_kept_or_found_it_is_said_why(told, tmp_path, monkeypatch) -> None:
    assert "3 is not the name of a file" in told(progress, save=3)
    assert "is not the name of a file" in told(progress, load="a\0b")
    (tmp_path / "mine.ipynb").write_text("{}")
    assert "Nothing was saved to mine.ipynb" in told(progress, save="mine.ipynb")
    assert (tmp_path / "mine.ipynb").read_text() == "{}"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert f"Saved to {tmp_path / 'kept.json'}." in told(progress, save="~/kept.json")
    assert f"Loaded {tmp_path / 'kept.json'}" in told(progress, load="~/kept.json")


def test_a_name_that_is_none_does_not_stand_on_the_page(told, tmp_path) -> None:
    records._session["mse"] = records.Record("passed", 2, 1, "", 1, "2026-03-01")
    told(summary, 1, None)
    assert "class='name'" not in (tmp_path / "my_01_tensors.html").read_text()


def test_a_review_before_a_chapter_takes_its_name_too(told) -> None:
    assert "about chapters 1 to 2" in told(review, before="modules")
    assert "about chapters 1 to 3" in told(review, before="4")
    assert "There is nothing to ask before 1" in told(review, before=1)


@pytest.mark.parametrize("typed", ["method_of(3)", "demo('lr-trian').__enter__()"])
def test_what_has_to_be_raised_shows_no_line_of_ours(typed, capsys) -> None:
    with ipython() as shell:
        capsys.readouterr()
        run(shell, typed)
        said = capsys.readouterr().out
    assert "course_utils" not in said and "Traceback" not in said
    assert "method_of needs the class" in said or "Did you mean lr-train" in said
    with pytest.raises(TypeError):
        method_of(3)  # type: ignore[arg-type]
    with pytest.raises(UnknownExercise), demo("lr-trian"):
        pass


def test_the_next_hint_is_the_one_that_the_card_names(told) -> None:
    def celsius(f):
        return f - 32 / 1.8

    assert 'hint("warm-up", 2)' in told(checked, "warm-up", celsius)
    assert "hint 2 of 3" in told(hint, "warm-up")


def test_the_tour_promises_no_grading_and_no_solution(told) -> None:
    said = told(checked, "warm-up", lambda f: (f - 32) / 1.8)
    assert "the visible checks pass" in said and "grading" not in said
    assert "solutions" not in told(hint, "warm-up", 3)


SLIPS = {
    "a number for a function": "labs.secant(3, 1.0)",
    "a function of one number": "labs.secant(math.sin, 1.0)",
    "nothing": "labs.layer()",
    "a place without a slope": "labs.secant(torch.log, -1)",
    "a number for images": "pictures.digits(3, 4)",
    "fewer labels than images": "pictures.digits(torch.rand(3, 28, 28), [1])",
    "a function for a dict": "pictures.curves(torch.sin, 0, 1)",
}


@pytest.mark.parametrize("typed", SLIPS.values(), ids=SLIPS)
def test_a_slip_in_a_picture_or_a_lab_is_one_sentence(typed, capsys) -> None:
    with ipython() as shell:
        run(shell, "import math\nfrom course_utils import labs, pictures")
        capsys.readouterr()
        run(shell, typed)
        said = capsys.readouterr().out
    assert len(said.strip().splitlines()) == 1 and "course_utils" not in said


def test_what_the_students_own_function_raises_stays_theirs(capsys) -> None:
    with ipython() as shell:
        run(shell, "from course_utils import labs\ndef mine(x):\n    return x / len(x)")
        capsys.readouterr()
        run(shell, "labs.secant(mine, 1.0)")
        said = capsys.readouterr().out
    assert "return x / len(x)" in said and "cannot draw" not in said


def test_a_page_names_the_call_that_puts_a_name_on_it(told) -> None:
    for name in ("lr-init", "lr-sigmoid", "lr-forward", "bce", "lr-backward", "lr-optimize",
                 "lr-train", "logistic-function"):  # fmt: skip
        records._session[name] = records.Record("passed", 2, 1, "", 1, "2026-03-01")
    assert 'summary(4, name="…") puts' in told(summary, 4)
    assert "puts your name" not in told(summary, 4, "Ada")


def test_a_demo_takes_an_id_as_forgivingly_as_a_check(told) -> None:
    def waits() -> None:
        with demo("softmax()"):
            raise NotAttempted

    assert "softmax" in told(waits)
