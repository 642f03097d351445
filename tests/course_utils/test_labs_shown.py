"""A lab where it is shown: live with controls, a picture in a saved, built or graded notebook."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

import nbformat
from nbclient import NotebookClient

from autograder.build.execute import execute
from course_utils.labs.player import with_player
from course_utils.views.live import STATIC

WIDGET = "application/vnd.jupyter.widget-view+json"


# ------------------------------------------------------------------------ playing


def player() -> tuple:
    """A slider over 0 to 3 that stands at its end, and its button."""
    import ipywidgets

    slider = ipywidgets.SelectionSlider(options=(0, 1, 2, 3), value=3)
    return slider, with_player(slider).children[1]  # type: ignore[attr-defined]


def test_playing_begins_anew_at_the_end_and_stops_there(monkeypatch) -> None:
    monkeypatch.setattr("course_utils.labs.player.PAUSES", (0.0, 0.01))
    slider, button = player()
    seen = []
    slider.observe(lambda event: seen.append(event["new"]), "value")

    async def press() -> None:
        button.value = True
        assert button.description == "Stop"
        while button.value:
            await asyncio.sleep(0.005)

    asyncio.run(press())
    assert seen == [0, 1, 2, 3]
    assert button.description == "Play"


def test_a_second_press_stops_playing(monkeypatch) -> None:
    monkeypatch.setattr("course_utils.labs.player.PAUSES", (0.0, 0.02))
    slider, button = player()

    async def press_twice() -> None:
        button.value = True
        while slider.value != 1:
            await asyncio.sleep(0.001)
        button.value = False
        await asyncio.sleep(0.1)

    asyncio.run(press_twice())
    assert slider.value == 1


def test_without_a_loop_to_wait_in_a_press_is_one_step() -> None:
    slider, button = player()
    button.value = True
    assert (slider.value, button.value, button.description) == (0, False, "Play")
    button.value = True
    assert slider.value == 1


# ------------------------------------------------------------------ where it is shown

CODE = """
from course_utils import labs
lab = labs.broadcasting((4, 1), (3,))
lab
"""


def outputs(monkeypatch, tmp_path, *cells: str, **environment: str) -> list:
    """The last cell's outputs in a real kernel."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute(cwd=str(tmp_path))
    return notebook.cells[-1].outputs


def test_a_live_notebook_gets_controls_and_a_picture_that_stays(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv(STATIC, raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    controls, picture = outputs(monkeypatch, tmp_path, CODE)
    assert WIDGET in controls.data
    assert "run this cell" in controls.data["text/html"]
    assert WIDGET not in picture.data
    assert "<figure" in picture.data["text/html"]
    assert picture.data["text/plain"].startswith("(4, 1) and (3,) give (4, 3)")


def test_a_moved_control_changes_the_output_of_its_cell(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv(STATIC, raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    code = (
        "from course_utils import labs\nlab = labs.broadcasting((4, 1), (3,))\n"
        "display(lab)\nlab._box.children[1].value = '(5,)'"
    )
    _, picture = outputs(monkeypatch, tmp_path, code)
    assert picture.data["text/plain"].startswith("(4, 1) and (5,) give (4, 5)")
    assert "give (4, 5)" in picture.data["text/html"]


def test_the_script_that_names_sliders_comes_once_and_does_not_stay(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv(STATIC, raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    _, shown = outputs(monkeypatch, tmp_path, CODE)
    assert shown.data["text/html"].count("<script>") == 1
    changed = CODE.replace("\nlab\n", "\ndisplay(lab)\nlab._box.children[1].value = '(5,)'\n")
    _, moved = outputs(monkeypatch, tmp_path, changed)
    assert "<script>" not in moved.data["text/html"]


def test_a_lab_that_is_shown_twice_changes_in_both_places(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv(STATIC, raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    code = CODE + "display(lab)\nlab._box.children[1].value = '(5,)'\n"
    shown = outputs(monkeypatch, tmp_path, code.replace("\nlab\n", "\ndisplay(lab)\n"))
    told = [o.data["text/plain"] for o in shown if WIDGET not in o.data]
    assert len(told) == 2
    assert all(words.startswith("(4, 1) and (5,) give (4, 5)") for words in told)
    assert len({o.data[WIDGET]["model_id"] for o in shown if WIDGET in o.data}) == 1


def test_a_graded_notebook_holds_the_picture_alone(monkeypatch, tmp_path) -> None:
    (picture,) = outputs(monkeypatch, tmp_path, CODE, NBGRADER_EXECUTION="validate")
    assert set(picture.data) == {"text/html", "text/plain"}
    assert "No controls above" not in picture.data["text/html"]
    assert "<script>" not in picture.data["text/html"]


def test_a_solved_notebook_is_built_with_the_picture_alone(monkeypatch) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    built = execute(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)]))
    (picture,) = built.cells[0].outputs
    assert set(picture.data) == {"text/html", "text/plain"}
    assert STATIC not in os.environ


BLOCKED = """
import sys
import time
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("ipywidgets", "matplotlib"):
            raise ImportError(name)
sys.meta_path.insert(0, Blocked())
import course_utils
from course_utils import labs
lab = labs.broadcasting((4, 1), (3,))
"""


def test_without_ipywidgets_a_kernel_shows_the_picture(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv(STATIC, raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    (picture,) = outputs(monkeypatch, tmp_path, BLOCKED + "lab")
    assert "<figure" in picture.data["text/html"]


def test_without_ipywidgets_and_matplotlib_labs_still_answer_in_words() -> None:
    code = BLOCKED + "print(lab, '|', lab.at(right='(2, 3)').text)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, second = run.stdout.split("|")
    assert first.startswith("(4, 1) and (3,) give (4, 3)")
    assert "4 meets 2" in second


def test_importing_the_labs_loads_neither_widgets_nor_matplotlib() -> None:
    code = (
        "import json, sys; from course_utils import labs; "
        "print(json.dumps([n for n in ('ipywidgets', 'matplotlib', 'IPython', 'contourpy') "
        "if n in sys.modules]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == []
