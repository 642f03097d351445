"""What `new-exercise` writes, and what it refuses."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys

import jupytext
import pytest

from autograder.authoring import scaffold as scaffold_module
from autograder.authoring.lint import _cells_of, _todo_lines
from autograder.authoring.scaffold import Wanted, next_steps, scaffold
from autograder.build import outline as outline_module
from autograder.build.leaks import unfinished
from autograder.catalogue import catalogue
from autograder.catalogue.chapters import find_chapter
from autograder.catalogue.mistakes_file import read_mistakes
from autograder.errors import Refused
from autograder.files.paths import COURSE_UTILS, ROOT, SOLUTIONS


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """The files that a scaffold touches, in a folder of their own."""
    catalogue = tmp_path / "autograder" / "catalogue"
    for name in ("tensors", "modules"):
        shutil.copytree(ROOT / "autograder" / "catalogue" / name, catalogue / name)
    shutil.copytree(COURSE_UTILS / "probes", tmp_path / "course_utils" / "probes")
    shutil.copytree(SOLUTIONS, tmp_path / "solutions", ignore=shutil.ignore_patterns("*.ipynb"))
    monkeypatch.setattr(scaffold_module, "ROOT", tmp_path)
    monkeypatch.setattr(scaffold_module, "COURSE_UTILS", tmp_path / "course_utils")
    monkeypatch.setattr(outline_module, "SOLUTIONS", tmp_path / "solutions")
    return tmp_path


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


LEAKY = Wanted("leaky-relu", "1", takes=("x", "slope:number"), after="layer-loop")


def test_one_call_writes_catalogue_probe_cells_and_import(copy):
    written = scaffold(LEAKY)
    names = [path.relative_to(copy).as_posix() for path in written]
    assert names == [
        "autograder/catalogue/tensors/leaky_relu.py",
        "autograder/catalogue/tensors/leaky_relu.mistakes",
        "autograder/catalogue/tensors/__init__.py",
        "course_utils/probes/tensors.py",
        "solutions/01_tensors.py",
    ]
    for path in written:
        if path.suffix == ".py":
            ast.parse(path.read_text("utf-8"))
    assert [m.mistake.id for m in read_mistakes(written[1])] == ["first-mistake"]
    assert "    layer_loop,\n    leaky_relu,\n" in written[2].read_text("utf-8")
    probe = written[3].read_text("utf-8")
    assert '@probe("leaky-relu", wants="function", defines=["leaky_relu"])' in probe
    assert "def leaky_relu(function: Any, case: Case, evidence: Evidence) -> None:" in probe


def test_the_cells_stand_behind_the_exercise_that_was_named(copy):
    source = scaffold(LEAKY)[4]
    ids = [cell.metadata["id"] for cell in jupytext.read(source, fmt="py:percent").cells]
    at = ids.index("check-layer-loop")
    assert ids[at + 1 : at + 5] == [
        "leaky-relu-text", "ex-leaky-relu", "leaky-relu", "check-leaky-relu",
    ]  # fmt: skip
    before = [
        c.metadata["id"] for c in jupytext.read(SOLUTIONS / "01_tensors.py", fmt="py:percent").cells
    ]
    assert [name for name in ids if "leaky-relu" not in name] == before


def test_a_class_gets_a_module_with_an_init_and_a_forward(copy):
    written = scaffold(Wanted("gate-unit", "modules", takes=("width:integer",), kind="class"))
    for path in written:
        if path.suffix == ".py":
            ast.parse(path.read_text("utf-8"))
    assert "class GateUnit(nn.Module):" in written[4].read_text("utf-8")
    assert "cls(width)(x)" in written[3].read_text("utf-8")


def test_the_next_steps_name_the_files_and_the_commands(copy, monkeypatch):
    steps = "\n".join(next_steps(LEAKY, scaffold(LEAKY)))
    for words in ("audit leaky-relu", "try leaky-relu", "build 01_tensors", "leaky_relu.py"):
        assert words in steps


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Wanted("softmax", "1"), "exists already, in 01_tensors"),
        (Wanted("Soft_Max", "1"), "is not an exercise id"),
        (Wanted("-x", "1"), "is not an exercise id"),
        (Wanted("a" * 41, "1"), "is not an exercise id"),
        (Wanted("setup", "1"), "has a cell 'setup' already"),
        (Wanted("new-one", "tensorz"), "Did you mean: 01_tensors"),
        (Wanted("new-one", "9"), "The chapters are"),
        (Wanted("new-one", "1", symbol="softmax"), "is defined by softmax already"),
        (Wanted("new-one", "1", symbol="check"), "set-up cell"),
        (Wanted("new-one", "1", symbol="2x"), "not a Python name"),
        (Wanted("new-one", "1", takes=("x:matrix",)), "write its name, or name:kind"),
        (Wanted("new-one", "1", takes=("x", "x")), "twice"),
        (Wanted("new-one", "1", after="sgd"), "has no exercise 'sgd'"),
        (Wanted("new-one", "1", gives="list"), "--gives is tensor or scalar"),
        (Wanted("new-one", "1", kind="method"), "--kind is function or class"),
        (Wanted("new-one", "1", points=0), "worth more than 0"),
    ],
    ids=lambda value: value.id if isinstance(value, Wanted) else "",
)
def test_what_does_not_fit_is_refused_in_a_sentence_and_nothing_is_written(copy, wanted, words):
    before = contents(copy)
    with pytest.raises(Refused, match=words) as told:
        scaffold(wanted)
    assert "\n" not in str(told.value)
    assert contents(copy) == before


@pytest.mark.parametrize("words", ["4", "04", "logistic_regression", "04_logistic_regression"])
def test_a_chapter_is_found_by_number_or_name(words):
    assert find_chapter(words) == "04_logistic_regression"


@pytest.mark.parametrize(
    "wanted", [LEAKY, Wanted("gate-unit", "modules", takes=("width:integer",), kind="class")]
)
def test_what_is_written_is_formatted_as_the_project_has_it(copy, wanted):
    written = [path for path in scaffold(wanted) if path.suffix == ".py"]
    paths = [path for path in written if path.parent.name != "solutions"]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--check", "--config", ROOT / "pyproject.toml",
         *paths],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_left_of_the_scaffold_in_a_students_cells_is_named(copy):
    scaffold(LEAKY)
    text = outline_module.source_path("01_tensors").read_text("utf-8")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if "TODO" in line]
    assert list(_todo_lines(text, _cells_of("leaky-relu"))) == lines != []
    assert list(_todo_lines(text, _cells_of("softmax"))) == []


@pytest.mark.parametrize("words", ["08_attention", "8", "99_nothing", "attention"])
def test_a_chapter_that_there_is_not_is_not_taken_for_another(words):
    with pytest.raises(Refused, match="The chapters are: 01_tensors"):
        find_chapter(words)


def test_a_mark_that_students_would_read_is_named_with_its_cell():
    files = [
        ("the cell a-text of 01_tensors", "# TODO: a heading\n\nWords."),
        ("the cell b of 01_tensors", 'def todo(x):\n    """x, doubled."""\n    TODOS = 3'),
    ]
    (fault,) = unfinished(files)
    assert fault.startswith("the cell a-text of 01_tensors still holds a TODO")
    for entry in catalogue().values():
        assert unfinished([(entry.id, str(entry.exercise.to_json()))]) == []
