"""The place in a student's own cell, as ``check`` shows it in a notebook and in a terminal."""

from __future__ import annotations

import linecache
import re
import signal
import sys

import pytest
import torch
from IPython.core.displaypub import CapturingDisplayPublisher

from course_utils import check, hint
from course_utils.core.exercise import find_exercise
from course_utils.notebook import answer_text as texts
from course_utils.notebook import check as checks
from course_utils.notebook import hint as hints
from course_utils.notebook import last, records, settings
from course_utils.notebook.settings import CopySettings
from course_utils.views.live import STATIC
from tests.course_utils.shells import ipython, run

LR = """\
# exercise: lr-init
class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w, self.b = torch.zeros(dim, 1), torch.zeros(())
        self.lr, self.grads = lr, {"dw": None, "db": None}
"""
BACKWARD = """\
# exercise: lr-backward
@method_of(LR)
def backward(self, x, yhat, y):
    error = yhat - y
    self.grads["dw"] = x @ error.T / x.shape[0]
    self.grads["db"] = error.mean()
"""
SHOWN = 'Line 5: self.grads["dw"] = x @ error.T / x.shape[0]'
ROWS = """\
# exercise: row-normalize
def row_normalize(x):
    return x / x.sum(dim=0, keepdim=True)
"""
ROWS_SHOWN = "return x / x.sum(dim=0, keepdim=True)"
SUM = """\
# exercise: bce
def bce(yhat, y):
    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).sum()
"""
MEAN = SUM.replace("sum()", "mean()")


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test; no nbgrader around."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(checks, "_repeats", {})
    monkeypatch.setattr(hints, "_shown", {})
    monkeypatch.setattr(records, "_session", {})


@pytest.fixture
def shell(capsys):
    """Runs cells in a terminal's IPython, and tells what the check then prints."""
    with ipython() as running:

        def told(*cells: str, of: str) -> str:
            for text in cells:
                run(running, text)
            capsys.readouterr()
            run(running, f"check({of!r})")
            return capsys.readouterr().out

        told.running = running  # type: ignore[attr-defined]
        yield told


def marked(said: str) -> tuple[int, str, str]:
    """The line's number, its text and what the carets stand below."""
    lines = said.splitlines()
    at, found = next(
        (i, match) for i, line in enumerate(lines) if (match := re.match(r"Line (\d+).*?: ", line))
    )
    carets = lines[at + 1]
    piece = "".join(
        char for char, mark in zip(lines[at], carets.ljust(len(lines[at])), strict=True)
        if mark == "^"
    )  # fmt: skip
    return int(found.group(1)), lines[at][found.end() :], piece


# Which text is the student's.


def test_a_function_s_cell(shell) -> None:
    said = shell(ROWS, of="row-normalize")
    number, row, piece = marked(said)
    assert (number, row) == (3, ROWS_SHOWN)
    assert "0" in piece and piece in "x.sum(dim=0, keepdim=True)"


def test_the_cell_of_one_method_alone(shell) -> None:
    said = shell(LR, BACKWARD, of="lr-backward")
    assert said.index("You get numbers like these") < said.index(SHOWN)
    assert marked(said)[2] in ("0", "x.shape[0]")
    assert re.search(r"\^\n.*(the visible checks pass\.|This is what you get)", said)


def test_what_the_numbers_leave_open_the_place_makes_a_fact(shell) -> None:
    said = shell(SUM, of="bce")
    open_ = said.index("You get numbers like these when the losses are summed")
    line = said.index("Line 3: return -(y")
    assert open_ < line < said.index("This is what you get when the losses are summed")


def test_the_cell_of_a_whole_class(shell) -> None:
    inside = "".join(f"    {line}\n" for line in BACKWARD.splitlines()[2:])
    said = shell(LR + "\n" + inside, of="lr-backward")
    assert marked(said)[0] == 10 and SHOWN.split(": ", 1)[1] in said


def test_lines_are_counted_as_the_notebook_counts_them(shell) -> None:
    assert marked(shell("\n\n" + ROWS, of="row-normalize"))[:2] == (5, ROWS_SHOWN)


@pytest.mark.parametrize(
    ("above", "number"),
    [("%precision 3\n", 4), ("!true\n", 4), ("# a\nfiles = !ls\n", 5), ("%%time\n", 4),
     ("%%capture out\n\n", 5), ("torch.sum?\n", 4)],
)  # fmt: skip
def test_a_cell_with_magic_lines_keeps_its_own_lines(above, number, shell) -> None:
    assert marked(shell(above + ROWS, of="row-normalize"))[:2] == (number, ROWS_SHOWN)


def test_a_cell_that_is_indented_as_a_whole(shell) -> None:
    typed = "".join(f"    {line}\n" for line in ROWS.splitlines())
    number, row, piece = marked(shell(typed, of="row-normalize"))
    assert (number, row) == (3, ROWS_SHOWN) and "0" in piece


def test_lines_that_windows_ends(shell) -> None:
    assert marked(shell(ROWS.replace("\n", "\r\n"), of="row-normalize"))[:2] == (3, ROWS_SHOWN)


def test_of_two_versions_the_last_is_shown(shell) -> None:
    later = ROWS.replace("    return", "\n    return")
    assert marked(shell(ROWS, later, of="row-normalize"))[0] == 4
    assert marked(shell(later, ROWS, of="row-normalize"))[0] == 3
    assert marked(shell(ROWS + ROWS.replace("dim=0", "0"), of="row-normalize"))[0] == 6


def test_what_is_checked_in_the_same_cell(shell, capsys) -> None:
    run(shell.running, ROWS + "check('row-normalize')")
    assert marked(capsys.readouterr().out)[:2] == (3, ROWS_SHOWN)


def test_a_cell_that_looks_around_hides_nothing_of_a_function(shell) -> None:
    assert "Line 3" in shell(ROWS, "print(sorted(globals())[:1])", of="row-normalize")


def test_a_function_that_was_handed_over_under_another_name(shell, capsys) -> None:
    run(shell.running, ROWS.replace("def row_normalize", "def mine"))
    capsys.readouterr()
    run(shell.running, "check('row-normalize', mine)")
    assert marked(capsys.readouterr().out)[:2] == (3, ROWS_SHOWN)


@pytest.mark.parametrize(
    "cells",
    [
        ("exec('def row_normalize(x):\\n    return x / x.sum(dim=0, keepdim=True)')",),
        ("row_normalize = torch.relu",),
        ("from functools import partial\nrow_normalize = partial(torch.mul, 2)",),
        ("row_normalize = type('Mine', (), {'__call__': lambda self, x: x})()",),
    ],
)
def test_where_no_source_is_found_the_card_stands_alone(cells, shell) -> None:
    said = shell(*cells, of="row-normalize")
    assert said.startswith("row-normalize: not yet") and "Line " not in said


# Quiet, and never in the way.


@pytest.mark.parametrize(
    ("cells", "begin"),
    [
        ((MEAN,), "bce: passed ·"),
        ((SUM, SUM.replace(".sum()", ".sum())")), "bce: not yet"),
        ((MEAN.replace("return", "raise NotAttempted\n    return"),), "bce: not yet"),
        (("# exercise: bce\nbce = 3",), "bce: not yet"),
    ],
)
def test_nothing_is_searched_for_where_there_is_nothing_to_find(cells, begin, shell) -> None:
    said = shell(*cells, of="bce")
    assert said.startswith(begin) and "Line " not in said


def test_what_edited_code_prints_is_not_seen(shell, capsys) -> None:
    cell = ROWS.replace("    return", "    print('heard')\n    torch.manual_seed(1)\n    return")
    alone = shell(f"exec({cell!r})", of="row-normalize")  # no source, and so no search
    before = torch.get_rng_state(), torch.is_grad_enabled()
    said = shell(cell, of="row-normalize")
    assert "Line " not in alone and marked(said)[1] == ROWS_SHOWN
    assert said.count("heard") == alone.count("heard") > 0
    assert torch.equal(torch.get_rng_state(), before[0]) and torch.is_grad_enabled() == before[1]


def test_what_displays_and_draws_is_not_run_again(shell, capsys) -> None:
    cell = ROWS.replace(
        "    return",
        "    import matplotlib.pyplot as plt\n    from IPython.display import display\n"
        "    display('seen')\n    plt.figure()\n    return",
    )
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    alone = shell(f"exec({cell!r})", of="row-normalize")
    figures = len(plt.get_fignums())
    plt.close("all")
    said = shell(cell, of="row-normalize")
    assert "row-normalize: not yet" in said and "Line " not in said
    assert said.count("'seen'") == alone.count("'seen'") > 0
    assert len(plt.get_fignums()) == figures > 0
    plt.close("all")


def test_whoever_stops_the_search_keeps_the_card_and_reads_one_line(shell, capsys) -> None:
    before = signal.getsignal(signal.SIGINT)
    counting = "calls = []\n" + SUM.replace("    return", "    calls.append(1)\n    return")
    assert "Line " in shell(counting, of="bce")
    most = len(shell.running.user_ns["calls"])  # as many as the check alone makes
    stop = f"if len(calls) > {most}: raise KeyboardInterrupt"
    cell = counting.replace("    return", f"    {stop}\n    return")
    said = shell(cell, of="bce")
    assert said.startswith("bce: not yet") and "Line " not in said
    assert said.splitlines()[-1].startswith("KeyboardInterrupt: the search for the line was")
    assert "Traceback" not in said and "place_search" not in said
    assert signal.getsignal(signal.SIGINT) is before
    assert last._verdicts["bce"].proof is None


def test_under_nbgrader_nothing_is_searched_for(shell, monkeypatch, capsys) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    said = shell(SUM, of="bce")
    assert "bce: not yet" in said and "Line " not in said


# In the page.


class Kernel:
    """What makes a shell one of a notebook, whose outputs can be changed."""


@pytest.fixture
def outputs(monkeypatch):
    """Runs cells as a notebook's kernel does; gives what was published."""
    with ipython() as running:
        monkeypatch.setattr(running, "kernel", Kernel(), raising=False)
        monkeypatch.setenv(STATIC, "1")  # the buttons below a card are outputs of their own
        published = CapturingDisplayPublisher(shell=running)
        monkeypatch.setattr(running, "display_pub", published)

        def act(*cells: str) -> list[dict]:
            published.outputs.clear()
            for text in cells:
                run(running, text)
            return list(published.outputs)

        yield act


def test_in_a_notebook_the_card_is_changed_in_its_place(outputs) -> None:
    first, second = outputs(LR, BACKWARD, "check('lr-backward')")
    assert "<mark" not in first["data"]["text/html"] and not first["update"]
    assert "<mark" in second["data"]["text/html"] and second["update"]
    assert SHOWN in second["data"]["text/plain"]
    assert first["transient"] == second["transient"] != {}


def test_a_card_that_would_say_nothing_else_is_shown_once(outputs) -> None:
    assert len(outputs("row_normalize = torch.relu", "check('row-normalize')")) == 1
    assert len(outputs(MEAN, "check('bce')")) == 1


def test_every_check_has_a_card_of_its_own(outputs) -> None:
    found = outputs(SUM, "check('bce')\ncheck('bce')")
    names = [each["transient"]["display_id"] for each in found]
    assert names[0] == names[1] != names[2] == names[3]


# Without IPython.


def test_in_plain_python_only_the_new_lines_are_printed(tmp_path, capsys) -> None:
    path = tmp_path / "mine.py"
    path.write_text("import torch\n\n\n" + SUM)
    linecache.checkcache(str(path))
    space: dict = {"__name__": "mine"}
    exec(compile(path.read_text(), path, "exec"), space)
    check("bce", space["bce"])
    said = capsys.readouterr().out
    assert said.count("bce: not yet") == 1 and said.count("Next: ") == 1
    assert marked(said)[0] == 6
    assert said.index("Next: ") < said.index("Line 6")


def test_a_function_without_a_source_has_no_place(capsys) -> None:
    space: dict = {"torch": torch}
    exec(SUM, space)
    check("bce", space["bce"])
    assert "Line " not in capsys.readouterr().out


def test_of_an_object_of_any_kind_the_text_is_found_or_not() -> None:
    for exercise_id in ("bce", "lr-backward", "net"):
        for obj in (None, 3, "x", int, len, torch.relu, type("Net", (), {}), lambda x: x):
            found = texts.answer_text(find_exercise(exercise_id), obj, {}, given=True)
            assert found is None or found.rows


# The edit itself.


@pytest.fixture
def mode(monkeypatch):
    """A function that sets the one switch."""

    def choose(name: str) -> None:
        monkeypatch.setattr(settings, "course", lambda: CopySettings("owner/course", "main", name))

    return choose


def test_the_last_hint_tells_a_self_learner_the_edit(shell, mode, capsys) -> None:
    mode("self-study")
    shell(SUM, of="bce")
    for step, told in ((1, False), (2, False), (3, True)):
        hint("bce", step)
        assert ("in place of" in capsys.readouterr().out) is told
    run(shell.running, "hint('bce', 3)")
    said = capsys.readouterr().out
    assert re.search(r"In line 3, with .*mean.* in place of .*sum.* the visible checks pass", said)


def test_in_graded_use_no_hint_tells_the_edit(shell, mode, capsys) -> None:
    mode("graded")
    assert "Line 3" in shell(SUM, of="bce")
    hint("bce", 3)
    assert "in place of" not in capsys.readouterr().out


def test_after_a_pass_or_without_a_place_nothing_is_remembered(shell, mode, capsys) -> None:
    mode("self-study")
    for answer in (MEAN, "bce = torch.add", "bce = 3"):
        shell(SUM, of="bce")
        assert last._verdicts["bce"].proof is not None
        shell(answer, of="bce")
        assert last._verdicts["bce"].proof is None
        hint("bce", 3)
        assert "in place of" not in capsys.readouterr().out
    hint("lr-backward", 3)
    assert "in place of" not in capsys.readouterr().out
    assert "IPython" in sys.modules
