"""The course in the pseudo-language, in a real JupyterLab.

Nothing is left in English, no sentence is put together of pieces, no longer word is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.translation.pseudo import OPENING
from tests.autograder.build.pseudo_edition import pseudo_edition
from tests.autograder.build.pseudo_words import blocks, faults_of_brackets, names, plain
from tests.browser.driver import opened
from tests.browser.lab import jupyter_lab
from tests.browser.layout import cut_off, cut_texts, incomplete_pictures

pytestmark = pytest.mark.browser

WIDTHS = (1400, 380)
# One of everything that shows a card, besides what stands in the chapter.
CELLS = {
    "x-stub": 'check("softmax")',
    "x-wrong": 'check("layer-loop", lambda x, w, b: x @ w)',
    "x-shape": 'check("layer-loop", lambda x, w, b: (x @ w + b).T)',
    "x-raises": 'check("layer-loop", lambda x, w, b: x @ x)',
    "x-hint": 'hint("cross-entropy")',
    "x-guess": 'guess("t-view-shares", "A")',
    "x-form": 'guess("t-mean-axes")',
    "x-review": "review(2)",
    "x-arrange": 'arrange("training-loop")',
    "x-progress": "progress()",
    "x-summary": "summary()",
    "x-explain": 'explain("softmax")',
    "x-lab": "labs.secant(lambda x: x**3, 2.0)",
    "x-loop": "labs.loop()",
    "x-bridge": "pictures.bridge(3, 4)",
    "x-broadcasting": "pictures.broadcasting((4, 1), (3,))",
}
FIRST = ("from course_utils import arrange, check, explain, guess, hint, labs, pictures, progress, "
         "review, summary")  # fmt: skip
_SHOWN = """() => [...document.querySelectorAll(
    '.jp-RenderedMarkdown, .jp-OutputArea-output, .jp-OutputArea-output .widget-label')]
    .filter(shown => shown.getBoundingClientRect().width)
    .map(shown => [shown.closest('.jp-Cell').dataset.cellId, shown.innerHTML])"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory) -> Path:
    return pseudo_edition(tmp_path_factory)


@pytest.fixture(scope="module")
def place(edition, tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """A JupyterLab whose kernels speak the language, and its folder."""
    folder = tmp_path_factory.mktemp("pseudo-desk")
    with jupyter_lab(folder, edition=edition) as url:
        yield url, folder


def laid(edition: Path, folder: Path, chapter: str) -> str:
    """The chapter with all its texts and questions, and one of each card in place of its code."""
    notebook = nbformat.read(edition / "notebooks" / f"{chapter}.ipynb", 4)
    kept = [c for c in notebook.cells if c.cell_type == "markdown" or c.id.startswith("guess-")]
    added = [new_code_cell(source, id=name) for name, source in CELLS.items()]
    notebook.cells = [new_code_cell(FIRST, id="x-first"), *kept, *added]
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    nbformat.write(notebook, folder / f"{chapter}.ipynb")
    return f"{chapter}.ipynb"


@pytest.fixture(
    scope="module",
    params=[
        "01_tensors",
        *(pytest.param(name, marks=pytest.mark.slow)
          for name in ("00_start", "02_autograd", "07_engine")),
    ],
)  # fmt: skip
def notebook(request, edition, place, browser):
    url, folder = place
    path = laid(edition, folder, request.param)
    with opened(browser, url, path, width=WIDTHS[0]) as found:
        found.run_all()
        yield found


def test_nothing_is_left_in_english_and_no_sentence_is_made_of_pieces(notebook):
    known = names() | {"forward", "backward", "step", "dim", "grad"}  # lines of code
    wrong, heard = [], 0
    for cell, page in notebook.page.evaluate(_SHOWN):
        for block in blocks(page if page.lstrip().startswith("<") else f"<p>{page}</p>"):
            heard += OPENING in block
            if OPENING not in block and re.match(r"\d+\s", block):
                continue  # a line of code to put in order
            wrong += [f"{cell}: {word!r} in {block!r}" for word in plain(block, known)]
            if fault := faults_of_brackets(block):
                wrong.append(f"{cell}: {fault}: {block!r}")
    assert wrong == [], "\n".join(wrong)
    assert heard > 100
    assert notebook.page.locator("text=Traceback (most recent call last)").count() == 0
    assert notebook.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_longer_is_cut_off(notebook, width):
    notebook.page.set_viewport_size({"width": width, "height": 1000})
    notebook.settle()
    assert cut_texts(notebook.page) == []
    assert incomplete_pictures(notebook.page) == []
    cut = cut_off(notebook.page)
    assert cut == [], "\n".join(cut)
    assert notebook.page.evaluate("() => document.scrollingElement.scrollWidth") <= width
