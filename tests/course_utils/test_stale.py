"""A check speaks of the student's last version, or says that it does not."""

from __future__ import annotations

import sys

import pytest

from course_utils.notebook import check as checks
from course_utils.notebook import hint as hints
from course_utils.notebook import records
from tests.course_utils.shells import ipython, run

ROWS = "# exercise: row-normalize\n"
STUB = f"{ROWS}def row_normalize(x):\n    raise NotAttempted  # replace this line"
RIGHT = f"{ROWS}def row_normalize(x):\n    return x / x.sum(dim=1, keepdim=True)"
LAMBDA = "lambda x: x / x.sum(dim=1, keepdim=True)"
BROKEN = f"{ROWS}def row_normalize(x):\n    return x / x.sum(dim=1))"
RENAMED = RIGHT.replace("row_normalize(", "row_normalise(")
CLASS = """\
# exercise: lr-init
class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w, self.b = torch.zeros(dim, 1), torch.zeros(())
        self.lr, self.grads = lr, {"dw": None, "db": None}
"""
METHOD = """\
# exercise: lr-backward
@method_of(LR)
def backward(self, x, yhat, y):
    self.grads["dw"] = x @ (yhat - y).T / x.shape[1]
    self.grads["db"] = (yhat - y).mean()
"""
INSIDE = "".join(f"    {line}\n" for line in METHOD.splitlines()[2:])
BARE = METHOD.replace("@method_of(LR)\n", "")


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test; no nbgrader around."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(checks, "_repeats", {})
    monkeypatch.setattr(hints, "_shown", {})
    monkeypatch.setattr(records, "_session", {})
    monkeypatch.syspath_prepend(tmp_path)
    sys.modules.pop("answers_of_mine", None)


@pytest.fixture(params=["ids", "no ids"])
def shell(request, capsys):
    """Runs cells, and tells what the check then says; with the cells' ids, and without."""
    with ipython() as running:

        def said(*cells: str, of: str = "row-normalize") -> str:
            for text in cells:
                # The exercise's own cell is always the same one.
                own = f"# exercise: {of}\n" in text
                named = of if own else f"other-{hash(text)}"
                run(running, text, named if request.param == "ids" else None)
            capsys.readouterr()
            run(running, f"check({of!r})", f"check-{of}" if request.param == "ids" else None)
            return capsys.readouterr().out.replace("`", "")

        yield said


def test_a_cell_that_lost_its_first_line_is_known_by_its_id(capsys) -> None:
    with ipython() as running:
        run(running, RIGHT, "some-cell")
        run(running, RENAMED.replace(ROWS, ""), "some-cell")
        capsys.readouterr()
        run(running, "check('row-normalize')", "another")
    assert "defines `row_normalise`, not `row_normalize`" in capsys.readouterr().out


NOT_RUN = "Your last version of the exercise's cell did not run: "
OLDER = "The check used the version before it. That version passes."


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([RIGHT, BROKEN], "SyntaxError in line 3: return x / x.sum(dim=1))."),
        ([RIGHT, f"\n\n{BROKEN}"], "SyntaxError in line 5: return x / x.sum(dim=1))."),
        ([RIGHT, f"{RIGHT}\n  y = 1"], "IndentationError in line 4"),
        ([RIGHT, f"{RIGHT}\nreturn 3"], "SyntaxError in line 4: return 3."),
        ([RIGHT, f"%%time\n{BROKEN}"], "SyntaxError in line 4"),
        ([RIGHT, "def row_normalize(x):\nreturn x"], "IndentationError in line 2: return x."),
        ([RIGHT, f"import no_such\n{RIGHT}"], "raised ModuleNotFoundError in line 1, before"),
        ([RIGHT, f"{ROWS}row_normalize = 1 / 0"], "raised ZeroDivisionError in line 2, before"),
        ([RIGHT, f"{ROWS}@oops\ndef row_normalize(x):\n    return x"], "NameError in line 2"),
        ([RIGHT, RENAMED], "defines row_normalise, not row_normalize."),
        ([RIGHT, f"{RENAMED}\n1 / 0"], "defines row_normalise, not row_normalize."),
        ([RIGHT, RIGHT.replace("row_n", "Row_N")], "defines Row_Normalize, not row_normalize."),
        ([RIGHT, RENAMED, "z = 3", "%matplotlib inline"], "defines row_normalise, not"),
        (["z = 3", RIGHT, BROKEN, "import math"], "SyntaxError in line 3"),
    ],
)  # fmt: skip
def test_an_older_version_is_no_pass_and_the_reason_is_said(cells, words, shell) -> None:
    text = shell(*cells)
    assert text.startswith("row-normalize: not yet: what was checked is not your latest version")
    assert "Your last version of the exercise's cell" in text
    assert words in text
    assert OLDER in text
    assert "row-normalize" not in records.records()


def test_a_broken_cell_over_the_stub_is_not_called_empty(shell) -> None:
    text = shell(STUB, BROKEN)
    assert text.startswith("row-normalize: not yet\n")
    assert f"{NOT_RUN}SyntaxError in line 3" in text
    assert "In the kernel row_normalize is still the empty one." in text
    assert "still empty" not in text


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (BROKEN, f"{NOT_RUN}SyntaxError in line 3"),
        (RENAMED, "defines row_normalise, not row_normalize."),
        (f"{ROWS}x = 3", "does not define row_normalize."),
    ],
)
def test_where_nothing_is_defined_the_cell_is_the_reason(cell, words, shell) -> None:
    text = shell(cell)
    assert text.startswith("row-normalize: not yet\n")
    assert words in text and "The check used" not in text


def test_a_short_name_in_other_letters_is_known(shell) -> None:
    text = shell(CLASS.replace("class LR", "class Lr"), of="lr-init")
    assert "defines Lr, not LR." in text


def test_a_wrong_older_version_keeps_its_numbers_below_the_reason(shell) -> None:
    text = shell(RIGHT.replace("dim=1", "dim=0"), BROKEN)
    assert f"{NOT_RUN}SyntaxError in line 3" in text.splitlines()[1]
    assert "expected" in text and "That version passes" not in text


def test_the_missing_method_of_is_named(shell) -> None:
    missing = "@method_of(LR) is missing above def backward in your last version"
    text = shell(CLASS, METHOD, BARE, of="lr-backward")
    assert missing in text
    assert "The check used the backward that LR had before. That version passes." in text
    assert missing in shell(CLASS, BARE, of="lr-backward")
    stub = "# exercise: lr-backward\n@method_of(LR)\ndef backward(self, x, yhat, y):\n"
    text = shell(CLASS, f"{stub}    raise NotAttempted", BARE, of="lr-backward")
    assert missing in text and "In the kernel the backward of LR is still the empty one." in text
    text = shell(CLASS, METHOD, METHOD.replace("def backward", "def backwards"), of="lr-backward")
    assert "defines backwards, not backward." in text
    text = shell(CLASS, METHOD, METHOD.replace("x.shape[1]", "x.shape[1"), of="lr-backward")
    assert f"{NOT_RUN}SyntaxError" in text


HELPER = "def shares(x):\n    return x / x.sum(dim=1, keepdim=True)"


@pytest.mark.parametrize(
    "cells",
    [
        [RIGHT],
        [STUB, RIGHT],
        [BROKEN, RIGHT],
        [RENAMED, RIGHT],
        [RIGHT, RIGHT],
        [RIGHT, "1 / 0"],
        [RIGHT, "def other(:"],
        [f"{RIGHT}\nrow_normalize(None)"],
        [RIGHT, f"{RIGHT}\nprint(row_normalize(3))"],
        [f"{ROWS}row_normalize = {LAMBDA}"],
        [f"{ROWS}row_normalize: object = {LAMBDA}"],
        [f"{ROWS}(row_normalize := {LAMBDA})"],
        [f"{ROWS}import functools\nrow_normalize = functools.partial({LAMBDA})"],
        [f"{ROWS}for row_normalize in [{LAMBDA}]:\n    pass"],
        [f"{ROWS}if True:\n    row_normalize = {LAMBDA}\nelse:\n    1"],
        [f"{ROWS}try:\n    row_normalize = {LAMBDA}\nfinally:\n    pass"],
        [f"{ROWS}a, (row_normalize, *c) = 1, ({LAMBDA}, 3)"],
        [f"{ROWS}with torch.no_grad():\n    row_normalize = {LAMBDA}"],
        [f"{ROWS}exec('row_normalize = {LAMBDA}')"],
        [f"{ROWS}globals()['row_normalize'] = {LAMBDA}"],
        [f"{ROWS}def make():\n    global row_normalize\n    row_normalize = {LAMBDA}\nmake()"],
        [f"{ROWS}get_ipython().push({{'row_normalize': {LAMBDA}}})"],
        [f"{ROWS}from answers_of_mine import row_normalize"],
        [f"{ROWS}from answers_of_mine import shares as row_normalize"],
        [f"{ROWS}from answers_of_mine import *"],
        [f"{ROWS}row_normalize = type('Rows', (), {{'__call__': lambda s, x: ({LAMBDA})(x)}})()"],
        [f"{ROWS}class Rows:\n  def __call__(s, x): return ({LAMBDA})(x)\nrow_normalize = Rows()"],
        [f"%%time\n{RIGHT}"],
        [f"%%capture\n{RIGHT}"],
        [f"%time\n{RIGHT}\n!true\nfiles = !ls"],
        [f"{RIGHT}\nrow_normalize?"],
        ["%run answers_of_mine.py"],
        [f"{ROWS}%run answers_of_mine.py"],
        # In another cell, with or without something in the exercise's own.
        [RIGHT.replace(ROWS, "")],
        [STUB, RIGHT.replace(ROWS, "")],
        [STUB, RIGHT.replace(ROWS, ""), f"{ROWS}print('see above')"],
        [RIGHT.replace(ROWS, ""), f"{ROWS}{HELPER}"],
        [STUB, HELPER, f"{ROWS}row_normalize = shares"],
        # A cell that was split: the half with the helper is run again.
        [f"{ROWS}{HELPER}", "def row_normalize(x):\n    return shares(x)", f"{ROWS}{HELPER} * 1"],
        [f"{ROWS}@torch.no_grad()\ndef row_normalize(x):\n    return ({LAMBDA})(x)"],
        [f"{ROWS}import asyncio\nawait asyncio.sleep(0)\nrow_normalize = {LAMBDA}"],
        [RIGHT.replace("\n", "\r\n")],
        ["    " + RIGHT.replace("\n", "\n    ")],
        [f"   \n\n{RIGHT}"],
        [f">>> row_normalize = {LAMBDA}"],
    ],
    ids=lambda cells: cells[-1].replace(ROWS, "")[:40],
)  # fmt: skip
def test_no_way_to_define_it_right_is_warned_of(cells, shell) -> None:
    with open("answers_of_mine.py", "w") as file:
        file.write(f"row_normalize = shares = {LAMBDA}\n")
    text = shell(*cells)
    assert text.startswith("row-normalize: passed ·"), text
    assert "Your last version" not in text
    assert records.records()["row-normalize"].state == "passed"


@pytest.mark.parametrize(
    "cells",
    [
        [CLASS, METHOD],
        [CLASS, BARE, METHOD],
        [CLASS, METHOD, CLASS, METHOD],
        [CLASS, METHOD.replace("@method_of(LR)", "@method_of(LR)\n@torch.no_grad()")],
        [CLASS, METHOD.replace("@method_of(LR)", "@torch.no_grad()\n@method_of(LR)")],
        [CLASS, f"{BARE}\nLR.backward = backward"],
        [CLASS, f"{BARE}\nsetattr(LR, 'backward', backward)"],
        [CLASS, f"{BARE}\nmethod_of(LR)(backward)"],
        [CLASS, f"{BARE}", "LR.backward = backward"],
        [CLASS, "from course_utils import method_of as of", METHOD.replace("method_of", "of")],
        [CLASS + INSIDE, "# exercise: lr-backward\n# it stands in the class"],
        [CLASS, METHOD, "class LR(LR):\n    pass"],
    ],
)  # fmt: skip
def test_no_way_to_add_a_method_is_warned_of(cells, shell) -> None:
    text = shell(*cells, of="lr-backward")
    assert text.startswith("lr-backward: passed ·"), text


def test_what_is_handed_over_is_checked_as_it_is(capsys) -> None:
    with ipython() as running:
        for text in (RIGHT, BROKEN):
            run(running, text)
        capsys.readouterr()
        run(running, f"check('row-normalize', {LAMBDA})")
        assert "passed ·" in capsys.readouterr().out
        run(running, "check('row-normalize', row_normalize)")
        assert "what was checked is not your latest version" in capsys.readouterr().out


def test_a_definition_in_the_checks_own_cell_counts(capsys) -> None:
    with ipython() as running:
        for text in (RIGHT, BROKEN, f"{RIGHT}\ncheck('row-normalize')"):
            capsys.readouterr()
            run(running, text)
        assert "passed ·" in capsys.readouterr().out


def test_what_ran_before_the_package_was_imported_is_known_by_its_text(capsys) -> None:
    from course_utils.notebook import ran

    with ipython() as running:
        for text in (RIGHT, BROKEN):
            run(running, text)
        assert ran._watch is not None
        running.events.unregister("pre_run_cell", ran._watch._before)
        running.events.unregister("post_run_cell", ran._watch._after)
        ran._watch = None
        capsys.readouterr()
        run(running, "check('row-normalize')")
        assert f"{NOT_RUN}SyntaxError in line 3" in capsys.readouterr().out


def test_an_exercise_of_another_chapter_is_said_to_be_there(capsys) -> None:
    with ipython() as running:
        run(running, RIGHT)
        capsys.readouterr()
        run(running, "check('lr-backward')")
        text = capsys.readouterr().out
        assert "is an exercise of chapter 4, in the notebook 04_logistic_regression.ipynb" in text
