"""Demos over empty exercises, hints in steps, methods from cells, progress."""

from __future__ import annotations

import json
import os
import threading

import pytest
import torch
from torch import nn

from course_utils import NotAttempted, check, demo, hint, method_of, progress
from course_utils.core.exercise import UnknownExercise, exercises
from course_utils.notebook import hint as hints
from course_utils.notebook import records
from tests.course_utils.answers import right
from tests.course_utils.shells import ipython, run


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(hints, "_shown", {})
    monkeypatch.setattr(records, "_session", {})


def stub(name: str, qualified: str | None = None):
    """A function of this name that is still empty."""
    space: dict = {"NotAttempted": NotAttempted}
    exec(f"def {name}(*arguments):\n    raise NotAttempted", space)
    function = space[name]
    function.__code__ = function.__code__.replace(co_qualname=qualified or name)
    return function


# ------------------------------------------------------------------------- demo


def test_a_demo_over_an_empty_exercise_says_which_one(capsys) -> None:
    with demo("lr-train"):
        stub("train")()
        raise AssertionError("not reached")
    said = capsys.readouterr().out
    assert said == "This part needs lr-train first; it is still empty.\n"


def test_of_several_exercises_the_empty_one_is_named(capsys) -> None:
    with demo("lr-forward", "lr-backward", "lr-train"):
        stub("backward")()
    assert "needs lr-backward first" in capsys.readouterr().out


def test_an_exercise_that_the_demo_did_not_list_is_named_too(capsys) -> None:
    with demo("lr-train"):
        stub("optimize")()
    assert "needs lr-optimize first" in capsys.readouterr().out


def test_two_classes_with_a_forward_are_told_apart(capsys) -> None:
    with demo():
        stub("forward", "LogisticFn.forward")()
    assert "needs logistic-function first" in capsys.readouterr().out
    with demo():
        stub("forward")()
    assert "needs lr-forward first" in capsys.readouterr().out


def test_an_empty_function_that_belongs_to_no_exercise_is_told_by_the_list(capsys) -> None:
    with demo("bce", "lr-train"):
        stub("helper")()
    assert "needs bce and lr-train first; at least one" in capsys.readouterr().out


EMPTY = "# exercise: {0}\ndef {1}({2}):\n    raise NotAttempted"


def test_all_that_are_empty_are_named_and_not_the_first_alone(capsys) -> None:
    with ipython() as running:
        run(running, EMPTY.format("mlp-forward", "mlp_forward", "x, w0, b, w1"))
        run(running, EMPTY.format("softmax", "softmax", "x"))
        run(running, "def cross_entropy(logits, y):\n    return 1")
        capsys.readouterr()
        run(running, "with demo('mlp-forward', 'softmax', 'cross-entropy'):\n    "
            "mlp_forward(1, 2, 3, 4)")  # fmt: skip
        text = capsys.readouterr().out
    assert "This part needs mlp-forward and softmax first; they are still empty." in text


def test_a_demo_whose_exercises_are_done_says_nothing(capsys) -> None:
    with demo("lr-train"):
        pass
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("error", [ValueError, NotImplementedError, KeyboardInterrupt])
def test_every_other_exception_goes_through(error) -> None:
    with pytest.raises(error), demo("lr-train"):
        raise error


def test_under_nbgrader_a_demo_does_the_same(capsys, monkeypatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with demo("lr-train"):
        stub("train")()
    assert "needs lr-train first" in capsys.readouterr().out


def test_a_demo_of_an_unknown_exercise_is_the_authors_error() -> None:
    with pytest.raises(UnknownExercise, match="lr-train"), demo("lr-trian"):
        pass


# ------------------------------------------------------------------------- hint


def test_hints_come_one_step_at_a_time_and_then_end(capsys) -> None:
    steps = exercises()["lr-backward"].hints
    for number, text in enumerate(steps, 1):
        hint("lr-backward")
        said = capsys.readouterr().out
        assert f"hint {number} of 3" in said
        assert text in said
    hint("lr-backward")
    assert "That was the last of the 3 hints" in capsys.readouterr().out


def test_a_step_can_be_asked_for_and_the_next_goes_on_from_there(capsys) -> None:
    hint("bce", 2)
    assert exercises()["bce"].hints[1] in capsys.readouterr().out
    hint("bce")
    assert exercises()["bce"].hints[2] in capsys.readouterr().out


@pytest.mark.parametrize("step", [0, 4, -1, True, "two", 1.0])
def test_a_step_that_is_not_there_is_said_to_be_none(step, capsys) -> None:
    hint("bce", step)
    assert "has the hints 1 to 3" in capsys.readouterr().out


def test_a_hint_on_an_unknown_exercise_lists_the_close_ones(capsys) -> None:
    hint("lr-bakward")
    assert "lr-backward" in capsys.readouterr().out


# -------------------------------------------------------------------- method_of


def test_a_function_becomes_a_method_and_stays_a_function() -> None:
    class LR(nn.Module):
        pass

    @method_of(LR)
    @torch.no_grad()
    def optimize(self):
        return "stepped"

    assert LR().optimize() == "stepped"  # type: ignore[operator]
    assert callable(optimize)


def test_method_of_an_instance_is_refused_in_words() -> None:
    with pytest.raises(TypeError, match=r"an instance of Linear.*@method_of\(LR\)"):
        method_of(nn.Linear(1, 1))  # type: ignore[arg-type]


def test_method_of_without_its_class_is_refused_in_words() -> None:
    def forward(self):
        return None

    with pytest.raises(TypeError, match="the function forward"):
        method_of(forward)  # type: ignore[arg-type]


@pytest.mark.parametrize("thing", [3, property(lambda self: 1), int])
def test_what_is_no_function_cannot_become_a_method(thing) -> None:
    with pytest.raises(TypeError, match="belongs above a def"):
        method_of(nn.Module)(thing)


# --------------------------------------------------------------------- progress


def table(capsys) -> dict[str, str]:
    """The rows that progress() shows, by exercise."""
    capsys.readouterr()
    progress()
    lines = capsys.readouterr().out.splitlines()
    return {line.split()[0]: line for line in lines if line.startswith("    ")}


def test_progress_tells_passed_from_tried_from_not_yet(capsys) -> None:
    check("bce", right("bce"))
    check("lr-train", lambda model, x, y, steps: None)
    rows = table(capsys)
    assert "✓ passed" in rows["bce"] and "2 of 2" in rows["bce"]
    assert "→ tried" in rows["lr-train"]
    assert "○ not yet" in rows["lr-init"]
    chapters = {exercise.chapter: exercise for exercise in exercises().values()}
    assert set(chapters) < set(rows) and "1 of 8" in rows["04_logistic_regression"]
    # Of chapters that were not begun one line is enough.
    assert "softmax" not in rows and "softmax" in exercises()


def test_progress_outlives_the_session(capsys, monkeypatch) -> None:
    check("bce", right("bce"))
    monkeypatch.setattr(records, "_session", {})
    assert "✓ passed" in table(capsys)["bce"]
    assert os.listdir() == [records.FILE_NAME]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"exercises": 3}',
        '{"exercises": {"bce": 5}}',
        '{"exercises": {"bce": {"state": [], "points": "x", "checks": null}}}',
        '{"exercises": {"bce": {"state": "passed", "points": NaN, "checks": 1}}}',
        "\x00\xff",
        "[" * 100_000,
    ],
)
def test_a_damaged_file_is_no_obstacle(content, capsys) -> None:
    with open(records.FILE_NAME, "w", encoding="latin-1") as file:
        file.write(content)
    assert "0 of 8" in table(capsys)["04_logistic_regression"]
    check("bce", right("bce"))
    assert "✓ passed" in table(capsys)["bce"]
    with open(records.FILE_NAME, encoding="utf-8") as file:
        assert json.load(file)["exercises"]["bce"]["state"] == "passed"


def test_a_file_that_cannot_be_written_is_no_obstacle(capsys) -> None:
    os.mkdir(records.FILE_NAME)
    check("bce", right("bce"))
    assert "✓ passed" in table(capsys)["bce"]
    assert os.listdir() == [records.FILE_NAME]


def test_a_folder_that_is_gone_is_no_obstacle(capsys, tmp_path, monkeypatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    check("bce", right("bce"))
    assert "passed ·" in capsys.readouterr().out


def test_what_another_notebook_wrote_is_kept(capsys) -> None:
    check("bce", right("bce"))
    other = {"state": "passed", "points": 2.0, "checks": 1}
    with open(records.FILE_NAME, encoding="utf-8") as file:
        content = json.load(file)
    content["exercises"]["lr-init"] = other
    with open(records.FILE_NAME, "w", encoding="utf-8") as file:
        json.dump(content, file)
    check("lr-sigmoid", right("lr-sigmoid"))
    rows = table(capsys)
    assert all("✓ passed" in rows[name] for name in ("bce", "lr-init", "lr-sigmoid"))


def test_a_check_in_a_thread_works(capsys) -> None:
    thread = threading.Thread(target=check, args=("bce", right("bce")))
    thread.start()
    thread.join()
    assert "passed ·" in capsys.readouterr().out
