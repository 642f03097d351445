"""Before handing in: each fault is found, told with what to do, and the file is written."""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.build.student import student_notebook
from autograder.rebuild.rebuilt import rebuild
from autograder.rebuild.releases import read_released
from course_utils import submit
from course_utils.core.released import released as structure
from course_utils.handin.submission import hand_in
from course_utils.notebook import check as checks
from course_utils.notebook import records
from tests.course_utils.shells import ipython, run
from tests.sources import source_of

CHAPTER = "04_logistic_regression"
FILE = f"{CHAPTER}.ipynb"
OUT = f"{CHAPTER}_submission.ipynb"


@pytest.fixture(scope="module")
def source():
    return source_of(CHAPTER)


@pytest.fixture(scope="module")
def released(source):
    return student_notebook(source)


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setattr(checks, "_repeats", {})
    monkeypatch.setattr(records, "_session", {})
    monkeypatch.setattr(records, "_guessed", {})


@pytest.fixture
def solved(source, released):
    """The released notebook with all answers, whose checks are known to pass."""
    answers = {cell.id: cell.source for cell in source.cells if "BEGIN SOLUTION" in cell.source}
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
        if cell.id in answers:
            records._session[cell.id] = records.Record("passed", 1.0, 1)
    return notebook


def found(notebook, cell_id):
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def said(notebook, capsys) -> str:
    """What submit() says of a notebook that lies in this folder."""
    nbformat.write(notebook, FILE)
    submit()
    return capsys.readouterr().out


def test_a_sound_notebook_is_ready_and_its_file_bears_the_checksum(solved, capsys) -> None:
    found(solved, "setup").outputs = [nbformat.v4.new_output("stream", text="hello")]
    text = said(solved, capsys)
    assert text.startswith(f"{CHAPTER}: ready to hand in")
    assert f"Upload this one file: {OUT}" in text
    assert "Hidden checks with other numbers run at grading." in text
    data = Path(OUT).read_bytes()
    assert hashlib.sha256(data).hexdigest()[:4] in text.split("receipt: ")[1]
    written = nbformat.reads(data.decode(), 4)
    assert [cell.source for cell in written.cells] == [cell.source for cell in solved.cells]
    assert not any(cell.get("outputs") for cell in written.cells)


def test_an_untouched_notebook_names_what_was_not_attempted(released, capsys) -> None:
    text = said(released, capsys)
    assert "the file is written; 8 exercises may cost marks" in text
    line = next(line for line in text.splitlines() if "not attempted" in line)
    for name in ("lr-init", "bce", "logistic-function"):
        assert name in line


def damaged(notebook, cell_id, **changes):
    found(notebook, cell_id).update(changes)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            lambda nb: nb.cells.remove(found(nb, "bce")),
            '→ bce: Its cell is missing. reset("bce") gives you the empty one back',
        ),
        (
            lambda nb: nb.cells.insert(3, nbformat.from_dict({**found(nb, "bce"), "id": "copy"})),
            "· bce: There are 2 copies of its cell. All of them run, in their order",
        ),
        (
            lambda nb: damaged(nb, "bce", cell_type="markdown"),
            "→ bce: Its cell was turned into a markdown cell. Select the cell, press Esc, then Y",
        ),
        (
            lambda nb: damaged(nb, "bce", source="# exercise: bce\ndef bce(yhat, y):\n  retrun 1"),
            "→ bce: Python cannot read it: invalid syntax, line 3 of the cell.",
        ),
        (
            lambda nb: nb.cells.remove(found(nb, "check-bce")),
            "· check-bce: The check cell is gone. This costs nothing",
        ),
        (
            lambda nb: damaged(nb, "check-bce", source="pass"),
            "· check-bce: A locked cell was changed. Grading uses the released text.",
        ),
        (
            lambda nb: damaged(nb, "bce", id="x", metadata={}, source="def bce(yhat, y): return 1"),
            "· bce: Its cell has lost the metadata that identifies it; it was found by its text.",
        ),
        (
            lambda nb: damaged(nb, "bce", id="x", metadata={}, source="bce = lambda yhat, y: 1"),
            "· bce: Its cell has lost the metadata",
        ),
    ],
    ids=["missing", "doubled", "retyped", "no Python", "no check", "locked", "by name", "by place"],
)
def test_damage_is_told_with_what_to_do(damage, words, solved, capsys) -> None:
    damage(solved)
    text = said(solved, capsys)
    assert words in text
    assert Path(OUT).exists()


def elsewhere(notebook, place):
    """The answer in a cell of its own, its own cell as it was handed out."""
    mine = found(notebook, "bce")
    stub = next(c for c in structure(CHAPTER).cells if c.id == "bce").stub
    notebook.cells.insert(place, new_code_cell(mine.source.partition("\n")[2], id="mine"))
    mine.source = stub


@pytest.mark.parametrize("place", [5, -1])
def test_an_answer_in_another_cell_is_said_to_count(place, solved, released, capsys) -> None:
    elsewhere(solved, place)
    text = said(solved, capsys)
    assert "· bce: Its own cell is still as it was handed out. The answer in the cell" in text
    assert "ready to hand in" in text and "not attempted" not in text
    assert "bce" not in rebuild(Path(OUT).read_bytes(), released).untouched


def test_a_deleted_cell_whose_answer_stands_in_another_is_said_to_count(solved, capsys) -> None:
    mine = found(solved, "bce")
    found(solved, "lr-train").source += "\n\n" + mine.source.partition("\n")[2]
    solved.cells.remove(mine)
    text = said(solved, capsys)
    assert "· bce: Its own cell is missing. The answer in the cell that begins with" in text


def test_a_copy_that_is_still_empty_asks_for_nothing(solved, capsys) -> None:
    stub = next(c for c in structure(CHAPTER).cells if c.id == "bce").stub
    solved.cells.append(nbformat.from_dict({**found(solved, "bce"), "id": "x", "source": stub}))
    text = said(solved, capsys)
    assert "· bce: There are 2 copies of its cell. The one that has an answer counts." in text
    assert "ready to hand in" in text and "delete" not in text


def test_a_half_that_is_no_python_is_named(solved, capsys) -> None:
    half = nbformat.from_dict({**found(solved, "bce"), "id": "x", "source": "x = (:"})
    solved.cells.insert(solved.cells.index(found(solved, "bce")) + 1, half)
    text = said(solved, capsys)
    assert "· bce: There are 2 copies of its cell. All of them count, in their order." in text
    assert "→ bce: Python cannot read it" in text


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([], "→ not attempted: adam, paper-experiment, written-answer: their cells are"),
        (
            [new_markdown_cell("Adam is **ahead**")],
            "· written-answer: Its own cell is still as it was handed out. Your instructor will "
            "read what you wrote in the cell that begins with “Adam is **ahead**” instead.",
        ),
        (
            [new_markdown_cell("first"), new_code_cell("second")],
            "what you wrote in the cell that begins with “first”, and in 1 more of your own",
        ),
    ],
    ids=["nothing", "a new cell", "two"],
)
def test_an_answer_in_words_in_a_new_cell_is_said_to_be_read(cells, words, capsys) -> None:
    notebook = read_released("06_paper")
    at = notebook.cells.index(found(notebook, "written-answer")) + 1
    notebook.cells[at:at] = cells
    nbformat.write(notebook, "06_paper.ipynb")
    submit()
    assert words in capsys.readouterr().out


def test_an_answer_whose_check_never_passed_is_named(solved, capsys) -> None:
    records._session["bce"] = records.Record("tried", 0.0, 3)
    text = said(solved, capsys)
    assert "→ bce: It was not run in this session" in text


def test_one_sentence_is_said_once_of_several_exercises(solved, capsys, monkeypatch) -> None:
    monkeypatch.setattr(records, "_session", {})
    text = said(solved, capsys)
    assert "8 exercises may cost marks" in text
    lines = [line for line in text.splitlines() if "not run in this session" in line]
    assert len(lines) == 1 and "lr-init, lr-sigmoid" in lines[0] and "bce" in lines[0]


BCE = "# exercise: bce\n"
BODY = "(yhat, y):\n    return -(y * yhat.log() + (1 - y) * (1 - yhat).log()).mean()"
LOOKS = "As it is, it gets 0 of 2 points: grading looks for `bce`. Rename it to `bce`, "


@pytest.mark.parametrize(
    ("cell_id", "written", "words"),
    [
        ("bce", f"{BCE}def bcee{BODY}", "The saved cell defines `bcee`, not `bce`. " + LOOKS),
        ("bce", f"{BCE}class BCE:\n    pass", "The saved cell defines `BCE`, not `bce`. " + LOOKS),
        ("bce", f"{BCE}x = 3", "The saved cell does not define `bce`. " + LOOKS),
        ("bce", f"%%time\n{BCE}x = 3", "The saved cell does not define `bce`. " + LOOKS),
        ("bce", f"{BCE}def bce{BODY})", "Python cannot read it"),
        (
            "lr-optimize",
            "# exercise: lr-optimize\ndef optimize(self):\n    self.w = self.w - self.lr",
            "`@method_of(LR)` is missing above `def optimize` in the saved cell. As it is, it gets "
            "0 of 2 points: grading looks for the method `optimize` of `LR`. Write that line, ",
        ),
        (
            "lr-optimize",
            "# exercise: lr-optimize\n@method_of(LR)\ndef optimise(self):\n    pass",
            "The saved cell defines `optimise`, not `optimize`.",
        ),
    ],
)
def test_a_saved_cell_that_defines_something_else_costs_its_marks(
    cell_id, written, words, solved, capsys
) -> None:
    found(solved, cell_id).source = written
    text = said(solved, capsys)
    assert f"→ {cell_id}: {words}".replace("`", "") in text
    assert "one exercise may cost marks" in text


ANSWER = "lambda yhat, y: -(y * yhat.log() + (1 - y) * (1 - yhat).log()).mean()"


@pytest.mark.parametrize(
    "written",
    [
        f"bce = {ANSWER}",
        f"bce: object = {ANSWER}",
        f"import functools\nbce = functools.partial({ANSWER})",
        "from torch.nn.functional import binary_cross_entropy as bce",
        "import my_answers as bce",
        "from my_answers import bce",
        "from my_answers import *",
        f"for bce in [{ANSWER}]:\n    pass",
        f"if True:\n    bce = {ANSWER}",
        f"exec('bce = {ANSWER}')",
        f"globals()['bce'] = {ANSWER}",
        "%run my_answers.py",
        f"%%time\nbce = {ANSWER}",
        f"!true\nbce = {ANSWER}",
        "bce = type('Loss', (), {'__call__': lambda self, yhat, y: 1})()",
        f"(bce := {ANSWER})",
        f"def make():\n    global bce\n    bce = {ANSWER}\nmake()",
        f"@torch.no_grad()\ndef bce{BODY}",
        f"async def helper(): pass\nawait helper()\nbce = {ANSWER}",
    ],
)
def test_no_way_to_define_it_right_is_warned_of(written, solved, capsys) -> None:
    found(solved, "bce").source = BCE + written
    assert said(solved, capsys).startswith(f"{CHAPTER}: ready to hand in")


@pytest.mark.parametrize("before", [f"{BCE}def bce{BODY}", ""], ids=["passed before", "nothing"])
def test_a_saved_cell_that_raises_before_it_defines_is_named(before, solved, capsys) -> None:
    raising = f"{BCE}import no_such_module\ndef bce{BODY}"
    found(solved, "bce").source = raising
    with ipython() as running:
        for text in filter(None, (before, raising)):
            run(running, text, "bce")
        capsys.readouterr()
        text = said(solved, capsys)
    assert "→ bce: Your last version of the exercise's cell raised ModuleNotFoundError in" in text
    assert "Grading runs the saved cell: fix it, run it, and save." in text
    assert "The check used" not in text


@pytest.mark.parametrize(
    ("own", "more"),
    [
        (f"{BCE}# see below", f"def bce{BODY}"),
        (f"{BCE}def losses{BODY}", "bce = losses"),
        (f"{BCE}def losses(yhat, y):\n    return -(y * yhat.log()", f"def bce{BODY}"),
    ],
)
def test_an_answer_in_another_cell_is_no_reason_to_warn(own, more, solved, capsys) -> None:
    found(solved, "bce").source = own
    at = solved.cells.index(found(solved, "bce"))
    solved.cells.insert(at + 1, new_code_cell(more))
    text = said(solved, capsys)
    assert "0 of 2 points" not in text and "does not define" not in text


def test_a_method_that_stands_in_its_class_is_no_reason_to_warn(solved, capsys) -> None:
    method = found(solved, "lr-optimize").source.split("@method_of(LR)\n")[1]
    inside = "\n".join(f"    {line}" for line in method.splitlines())
    found(solved, "lr-init").source += f"\n\n{inside}"
    found(solved, "lr-optimize").source = "# exercise: lr-optimize\n# it stands in the class"
    assert said(solved, capsys).startswith(f"{CHAPTER}: ready to hand in")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("no.ipynb", None, "There is no file no.ipynb"),
        ("a.ipynb", "", "is damaged: it is not valid JSON"),
        ("a.ipynb", '{"cells": [', "is damaged: it is not valid JSON"),
        ("a.ipynb", "[" * 100_000, "is damaged"),
        ("a.ipynb", "[]", "is not a notebook"),
        ("a.ipynb", '{"cells": [{"cell_type": "code", "source": "1"}]}', "not a notebook of this"),
    ],
)
def test_a_file_that_is_no_notebook_is_told_in_one_sentence(name, content, words, capsys) -> None:
    if content is not None:
        Path(name).write_text(content, encoding="utf-8")
    submit(name)
    text = capsys.readouterr().out
    assert words in text and len(text.splitlines()) == 1
    assert not Path(OUT).exists()


def test_without_a_notebook_or_with_two_the_name_is_asked_for(solved, capsys) -> None:
    submit()
    assert "There is no notebook of the course" in capsys.readouterr().out
    nbformat.write(solved, FILE)
    nbformat.write(solved, "copy.ipynb")
    submit()
    assert f"Write its name between the parentheses: {FILE}, copy.ipynb" in capsys.readouterr().out
    submit("copy.ipynb")
    assert OUT in capsys.readouterr().out


def test_the_server_names_the_notebook_and_a_stale_name_does_no_harm(
    solved, monkeypatch, capsys
) -> None:
    nbformat.write(solved, FILE)
    nbformat.write(solved, "copy.ipynb")
    monkeypatch.setenv("JPY_SESSION_NAME", f"/elsewhere/on/the/server/{FILE}")
    submit()
    assert "ready to hand in" in capsys.readouterr().out
    Path("copy.ipynb").unlink()
    monkeypatch.setenv("JPY_SESSION_NAME", "renamed-since.ipynb")
    submit()
    assert "ready to hand in" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_to_is_told(solved, capsys) -> None:
    Path(OUT).mkdir()
    (Path(OUT) / "full").touch()
    text = said(solved, capsys)
    assert "✗ the folder: The file to upload could not be written" in text
    assert "no file was written" in text
    assert [path.name for path in Path().iterdir() if path.name.startswith(".0")] == []


def test_a_notebook_that_nbgrader_runs_hands_nothing_in(solved, monkeypatch, capsys) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert said(solved, capsys) == "" and not Path(OUT).exists()


def test_odd_cells_do_not_break_the_look(solved, capsys) -> None:
    content = json.loads(nbformat.writes(solved))
    content["cells"] += [None, 7, {"cell_type": 3, "source": 5, "metadata": [], "id": {}}]
    content["cells"] += [{"source": ["x = 1\n", 3]}, {"source": "\ud800", "cell_type": "code"}]
    Path(FILE).write_text(json.dumps(content), encoding="utf-8")
    submit()
    assert "ready to hand in" in capsys.readouterr().out


def test_what_is_handed_in_is_graded_as_what_lay_on_the_disk(solved, released, capsys) -> None:
    said(solved, capsys)
    handed, kept = (rebuild(Path(name).read_bytes(), released) for name in (OUT, FILE))
    assert handed.code == kept.code and not handed.untouched


def test_from_a_terminal_the_fresh_run_finds_what_only_a_fresh_kernel_shows(solved, capsys) -> None:
    found(solved, "bce").source = found(solved, "bce").source.replace(".mean()", ".sum()")
    at = solved.cells.index(found(solved, "lr-init"))
    solved.cells.insert(at, new_code_cell("print(defined_in_a_cell_that_was_deleted)"))
    nbformat.write(solved, FILE)
    done = subprocess.run(
        [sys.executable, "-m", "course_utils.submit", FILE], capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert any(
        line.startswith("→ bce: In the fresh run the visible checks do not pass") for line in lines
    )
    raised = next(line for line in lines if "raises NameError" in line)
    assert raised.startswith("→ cell ")
    assert f"Upload this one file: {OUT}" in done.stdout
    assert sum(line.startswith("→") for line in lines) == 2
    assert not Path(records.FILE_NAME).exists()


@pytest.mark.slow
def test_a_loop_without_an_end_is_stopped_and_named(solved) -> None:
    from course_utils.handin.match import match
    from course_utils.handin.notebook import open_notebook
    from course_utils.handin.rerun import run_findings

    keep = {"setup", "lr-init"}
    solved.cells = [cell for cell in solved.cells if cell.id in keep]
    found(solved, "lr-init").source += "\nwhile True: pass"
    nbformat.write(solved, FILE)
    notebook = open_notebook(FILE)
    known = structure(CHAPTER)
    (finding,) = run_findings(notebook, known, match(notebook.cells, known), seconds=60)
    assert finding.where == "lr-init" and "took too long" in str(finding.what)


@pytest.mark.slow
def test_a_slow_set_up_is_told_and_no_other_cell_is_blamed_for_it(solved) -> None:
    from course_utils.handin.match import match
    from course_utils.handin.notebook import open_notebook
    from course_utils.handin.rerun import run_findings

    solved.cells = [cell for cell in solved.cells if cell.id in {"setup", "lr-init"}]
    found(solved, "setup").source = "while True: pass"
    nbformat.write(solved, FILE)
    notebook = open_notebook(FILE)
    known = structure(CHAPTER)
    (finding,) = run_findings(notebook, known, match(notebook.cells, known), seconds=2)
    assert finding.where == "setup" and "The machine is busy" in str(finding.todo)


@pytest.mark.parametrize("call", [[], ["a", "b"], ["--nonsense", "a"]])
def test_a_wrong_call_is_told_by_its_usage(call) -> None:
    from course_utils.submit import main

    with pytest.raises(SystemExit) as ended:
        main(call)
    assert ended.value.code == 2


def test_an_unreadable_course_is_told_in_one_sentence(solved, monkeypatch) -> None:
    from course_utils.core import released as released_module

    nbformat.write(solved, FILE)
    monkeypatch.setattr(released_module, "RELEASED", Path("nowhere"))
    released_module.released.cache_clear()
    card, ready = hand_in(FILE, run=False)
    released_module.released.cache_clear()
    assert not ready and len(card.text.splitlines()) == 1
