"""What the build makes, and what it refuses."""

from __future__ import annotations

import copy
import itertools
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
import yaml

from autograder.build import leaks
from autograder.build import source as source_module
from autograder.build.builder import check_build, same_cells
from autograder.build.execute import execute
from autograder.build.outline import SourceError
from autograder.build.questions import GUESS_PREFIX, QuestionFault, predictions_text
from autograder.build.source import read_questions, read_source
from autograder.build.student import solved_notebook, student_notebook, to_text
from autograder.build.trial import trial_faults
from autograder.catalogue import CHAPTERS
from autograder.catalogue.chapters import NOTEBOOK_NAMES
from autograder.files.paths import COURSE_UTILS, NOTEBOOKS, ROOT, SOLUTIONS
from autograder.set_up import CPU_INDEX

each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


def test_every_committed_file_is_what_its_source_makes_every_stub_empty_every_solution_right():
    assert check_build().faults == []


@each_chapter
def test_the_student_notebook_is_the_same_bytes_every_time(chapter):
    first = to_text(student_notebook(read_source(chapter)))
    assert first == to_text(student_notebook(read_source(chapter)))
    assert first == (NOTEBOOKS / f"{chapter}.ipynb").read_text("utf-8")


@each_chapter
def test_the_student_notebook_holds_no_solution_no_hidden_region_and_no_output(chapter):
    text = (NOTEBOOKS / f"{chapter}.ipynb").read_text("utf-8")
    for mark in ("BEGIN SOLUTION", "HIDDEN", "autograder"):
        assert mark not in text
    notebook = nbformat.reads(text, 4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None


def read_from(folder: Path, monkeypatch) -> None:
    """Read the sources of this folder; what the chapters beside them are called stays as it is."""
    monkeypatch.setattr(source_module, "source_path", lambda chapter: folder / f"{chapter}.py")


@each_chapter
def test_cell_ids_are_those_of_the_source(chapter):
    ids = [cell.id for cell in nbformat.read(NOTEBOOKS / f"{chapter}.ipynb", 4).cells]
    assert ids == [cell.id for cell in read_source(chapter).cells]
    assert len(set(ids)) == len(ids)
    written = re.findall(r'^# %% .*\bid="([a-z0-9-]+)"', source_module.source_path(chapter)
                         .read_text("utf-8"), re.MULTILINE)  # fmt: skip
    frame = ("colab-setup", "hand-in-text", "hand-in", "way-on")
    ours = [name for name in ids if name not in frame and not name.startswith(GUESS_PREFIX)]
    assert ours == written


@each_chapter
def test_the_solved_notebook_ran_clean(chapter):
    notebook = nbformat.read(SOLUTIONS / f"{chapter}.ipynb", 4)
    outputs = [o for c in notebook.cells for o in c.get("outputs", ())]
    assert outputs
    assert not [o for o in outputs if o.output_type == "error"]
    assert not [o for o in outputs if o.get("name") == "stderr"]


@each_chapter
def test_the_untouched_student_notebook_runs_top_to_bottom(chapter):
    notebook = execute(nbformat.read(NOTEBOOKS / f"{chapter}.ipynb", 4))
    outputs = [o for c in notebook.cells for o in c.get("outputs", ())]
    assert not [o for o in outputs if o.output_type == "error"]
    checks = [c for c in notebook.cells if c.id.startswith("check-")]
    for cell in checks:
        text = "".join(str(o.get("data", {}).get("text/plain", "")) for o in cell.outputs)
        assert "still empty" in text, cell.id


def test_a_stub_that_passes_is_a_fault():
    source = read_source("04_logistic_regression")
    student = student_notebook(source)
    at = {cell.id: i for i, cell in enumerate(source.cells)}
    student.cells[at["bce"]].source = source.cells[at["bce"]].source
    faults = list(trial_faults("04_logistic_regression", source, student))
    assert faults == ["04_logistic_regression: the stub of bce is passed and not not_attempted."]


def test_a_solution_that_fails_is_a_fault_that_names_the_mistake():
    source = read_source("04_logistic_regression")
    student = student_notebook(source)
    cell = next(cell for cell in source.cells if cell.id == "bce")
    cell.source = cell.source.replace(".mean()", ".sum()")
    (fault,) = trial_faults("04_logistic_regression", source, student)
    assert "solution of bce is wrong (sum)" in fault


def test_a_solution_in_a_students_file_is_found():
    source = read_source("04_logistic_regression")
    regions = leaks.solution_regions(source)
    solved = {"04_logistic_regression": solved_notebook(source)}
    files = leaks.student_files(solved, COURSE_UTILS)
    found = leaks.find_leaks(regions, files)
    assert any("notebooks/04_logistic_regression.ipynb" in line for line in found)
    assert not [line for line in found if line.startswith("course_utils/")]


def test_a_leak_is_found_through_other_spacing_and_comments():
    regions = [("x", leaks.normalise("a = compute( 1 )\n# why\nb = a + 1"))]
    assert leaks.find_leaks(regions, [("f", "def g():\n    a=compute(1)  # hm\n    b = a+1")])
    assert not leaks.find_leaks(regions, [("f", "a = compute(1)\nb = a - 1")])


def test_imports_of_the_instructors_package_are_found():
    assert leaks.forbidden_words([("notebooks/x.ipynb", "from autograder import hidden")])
    assert not leaks.forbidden_words([("course_utils/x.py", "# the autograder judges")])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# %%\nx = 1\n", "needs an id"),
        ('# %% id="a"\nx = 1\n\n# %% id="a"\ny = 2\n', "occurs twice"),
        ('# %% id="a" colour="red"\nx = 1\n', "unknown header words"),
        ('# %% id="bce" exercise="bce"\ndef bce(): ...\n', "no ### BEGIN SOLUTION"),
        ('# %% [markdown] id="a"\n# {{exercise lr-bakward}}\n', "Did you mean"),
        ('# %% [markdown] id="a"\n# {{picture x}}\n', "unknown placeholder"),
        (
            '# %% id="bce" exercise="bce"\ndef bce(): \n    ### BEGIN SOLUTION\n'
            "    return 1\n    ### END SOLUTION\n",
            "no check cell",
        ),
    ],
)
def test_a_fault_in_the_source_is_told_with_its_place(text, words, tmp_path, monkeypatch):
    read_from(tmp_path, monkeypatch)
    (tmp_path / "04_logistic_regression.py").write_text(text, encoding="utf-8")
    with pytest.raises((SourceError, KeyError), match=words):
        read_source("04_logistic_regression")


QUESTION = (
    '# %% [markdown] id="a" predict="t-a-question"\n# **Predict 1.** What?\n#\n'
    "# - A: x\n#   > Not x.\n"
)
ANSWER = (
    '\n# %% [markdown] id="b"\n# <details>\n# <summary>Answer</summary>\n#\n'
    "# **B.** So.\n#\n# </details>\n"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (QUESTION, "has no folded answer"),
        (QUESTION + ANSWER, "must start with the letter of one of its options"),
        (QUESTION.replace("# - A: x\n", "") + ANSWER, "its header needs answer="),
        (
            QUESTION.replace("#   > Not x.\n", "") + "# - B: y\n" + ANSWER,
            "option A .* needs a line",
        ),
        (QUESTION + "# - B: y\n#   > Not y.\n" + ANSWER, "option B .* needs no line"),
        (QUESTION + "# - B: y\n" + ANSWER.replace("So.", "So. (A) is not."), "other letters"),
        (QUESTION.replace("Not x", "Answer B is") + "# - B: y\n" + ANSWER, "other letters"),
        (QUESTION.replace("**Predict 1.**", "Guess:") + ANSWER, "no text that starts with"),
        (QUESTION.replace("t-a-question", "Question") + ANSWER, "must look like"),
        ('# %% [markdown] id="a" answer="3"\n# 3\n', "without predict"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_with_its_place(
    text, words, tmp_path, monkeypatch
) -> None:
    read_from(tmp_path, monkeypatch)
    (tmp_path / "04_logistic_regression.py").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        read_source("04_logistic_regression")


def test_a_question_brings_its_cell_and_its_answer(tmp_path, monkeypatch) -> None:
    read_from(tmp_path, monkeypatch)
    text = QUESTION + "# - B: y\n" + ANSWER
    (tmp_path / "04_logistic_regression.py").write_text(text, encoding="utf-8")
    cells = read_source("04_logistic_regression").cells
    assert [cell.id for cell in cells][2:4] == ["guess-t-a-question", "b"]
    assert cells[2].source == 'guess("t-a-question")' and cells[2].metadata.tags == ["demo"]
    (question,) = read_questions("04_logistic_regression")
    letter = {text: shown for shown, text in question.options}
    assert question.text == "What?" and set(letter) == {"x", "y"}
    assert question.accepted == (letter["y"],)
    assert question.html == f"<p><strong>{letter['y']}.</strong> So.</p>"
    assert {name: reply.text for name, reply in question.replies.items()} == {letter["x"]: "Not x."}
    asked = next(cell.source for cell in cells if cell.id == "a")
    for name, option in question.options:
        assert f"- {name}: {option}" in asked
    assert ">" not in asked
    assert f"**{letter['y']}.** So.\n\n- {letter['x']}: Not x." in cells[3].source


def test_no_letter_is_right_more_often_than_another() -> None:
    asked = [q for name in CHAPTERS for q in read_questions(name) if q.options]
    right = [question.accepted[0] for question in asked]
    assert all(right.count(letter) <= 0.35 * len(right) for letter in "ABCD"), right
    for name in CHAPTERS:
        here = {question.accepted[0] for question in asked if question.chapter == name}
        assert {"A", "B", "C"} <= here, f"{name}: only {here} are ever right"


def test_one_letter_that_is_right_too_often_is_a_fault() -> None:
    (some,) = [q for q in read_questions("04_logistic_regression") if q.id == "l-scores"]
    letters = "AABCAABCD" * 3
    asked = [replace(some, id=f"l-{n}", accepted=(letter,)) for n, letter in enumerate(letters)]
    with pytest.raises(QuestionFault, match="option A is right 12 times of 27"):
        predictions_text(asked)
    even = [replace(one, accepted=("ABCD"[n % 4],)) for n, one in enumerate(asked)]
    assert predictions_text(even).count('"id"') == 27
    assert predictions_text(asked[:3]).count('"id"') == 3, "too few to count"


def test_the_letters_are_the_same_in_every_build() -> None:
    for name in CHAPTERS:
        assert read_questions(name) == read_questions(name)
        cells = {cell.id: cell.source for cell in read_source(name, fill=False).cells}
        text = "\n".join(cells.values())
        for question in read_questions(name):
            lines = "\n".join(f"- {letter}: {option}" for letter, option in question.options)
            assert lines in text
            for letter, reply in question.replies.items():
                assert f"- {letter}: {reply.text}" in text


def test_the_solved_notebook_hands_nothing_in_and_holds_no_dead_widget() -> None:
    solved = solved_notebook(read_source("04_logistic_regression"))
    assert not [cell.id for cell in solved.cells if "submit" in cell.source]
    kept = ("setup", "guess-l-scores")
    solved.cells = [cell for cell in solved.cells if cell.id in kept]
    (output,) = execute(solved).cells[1].outputs
    assert set(output.data) == {"text/html", "text/plain"}
    assert ": (1, 600)" in output.data["text/plain"]


def test_one_id_for_two_questions_is_a_fault(tmp_path, monkeypatch) -> None:
    from autograder.build.builder import all_predictions_text

    read_from(tmp_path, monkeypatch)
    for name in NOTEBOOK_NAMES:
        text = QUESTION + "# - B: y\n" + ANSWER
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="occurs 8 times"):
        all_predictions_text()


def test_outputs_do_not_make_a_solved_notebook_stale():
    solved = solved_notebook(read_source("04_logistic_regression"))
    other = copy.deepcopy(solved)
    other.cells[-1].metadata["x"] = 1
    assert same_cells(solved, other)
    other.cells[-1].source += "x"
    assert not same_cells(solved, other)


def test_environment_and_project_agree():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = set(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        declared |= set(extra)
    ranges = [entry for entry in pip if not entry.startswith("-")]
    assert {"-c constraints.txt", f"--extra-index-url {CPU_INDEX}"} <= set(pip)
    names = {re.split(r"[<>=]", entry)[0] for entry in ranges}
    assert names == {"torch", "jupyterlab", "nbgrader", "matplotlib", "ipywidgets"}
    assert set(ranges) <= declared
    python = project["requires-python"].removeprefix(">=")
    assert f"python>={python},<3.15" in environment["dependencies"]


def test_the_constraints_satisfy_the_ranges():
    from packaging.requirements import Requirement

    pinned = dict(
        line.split("==")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if "==" in line and not line.startswith("#")
    )
    pinned = {name.lower().replace("_", "-"): version for name, version in pinned.items()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    for text in itertools.chain(project["dependencies"], *extras):
        requirement = Requirement(text)
        if requirement.name == project["name"]:
            continue
        version = pinned[requirement.name.lower()]
        assert requirement.specifier.contains(version), f"{requirement} and {version}"


def test_no_file_of_the_project_holds_a_path_of_one_machine():
    pattern = re.compile(r"(?<![\w.])/(work|root|home/\w+)/")
    for folder in ("notebooks", "solutions", "course_utils", "docs"):
        for path in Path(ROOT / folder).rglob("*"):
            if path.suffix in (".ipynb", ".py", ".json", ".md"):
                assert not pattern.search(path.read_text("utf-8")), path


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("pred − target is a table", "pred − target is a table"),
        ("e is written as 2.718", "e is written as 2.718"),
        ("forward has no return", "forward has no return"),
        ("w.grad is called", "w.grad is called"),
        ("a tensor is cut off", "A tensor is cut off"),
        ("the mean is missing", "The mean is missing"),
        ("d_w1 is transposed", "d_w1 is transposed"),
    ],
)
def test_a_help_box_gives_words_a_capital_and_names_none(sentence, told) -> None:
    from autograder.build.header import _METHODS, _capitalised

    assert _capitalised(sentence, frozenset(("mse", "pred", "target")) | _METHODS) == told


def test_no_name_of_code_has_a_capital_that_is_not_its_own() -> None:
    from course_utils.core.exercise import exercises

    for exercise in exercises().values():
        code = " ".join(re.findall(r"`([^`]*)`", exercise.contract))
        names = {*re.findall(r"[^\W\d]\w*", code), "forward", "backward", "step", "e", "z"}
        for _, cause in exercise.helps:
            word = re.split(r"[ ,:;.]", cause)[0]
            assert word in names or word[:1].lower() + word[1:] not in names, cause
