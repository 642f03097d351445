"""On a phone, or beside an open list of files: what a cell shows keeps within its place."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.browser.driver import opened
from tests.browser.layout import too_wide

pytestmark = pytest.mark.browser

WIDTHS = (480, 380, 320)
CELLS = {
    "set-up": "from course_utils import check, guess, hint, labs, progress, reset",
    "lab-typed": "labs.broadcasting((3, 1), (4,))",
    "lab-slider": "labs.secant(lambda x: x**3, 2.0)",
    "lab-switches": "labs.loop()",
    "guess-typed": 'guess("t-mean-axes")',
    "guess-chosen": 'guess("t-view-shares")',
    "check": 'check("layer-loop", lambda x, w, b: x @ w + b)',
    "hint": 'hint("cross-entropy")',
    "progress": "progress()",
    "progress-one": "progress(4)",
}


@pytest.fixture(scope="module")
def notebook(browser, url, desk):
    """A notebook of what a student types, run on a wide page."""
    made = new_notebook(cells=[new_code_cell(text, id=name) for name, text in CELLS.items()])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    (desk / "narrow").mkdir()
    nbformat.write(made, desk / "narrow" / "narrow.ipynb")
    with opened(browser, url, "narrow/narrow.ipynb") as found:
        found.run_all()
        yield found


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out_or_has_to_be_moved_sideways(notebook, width):
    notebook.page.set_viewport_size({"width": width, "height": 900})
    notebook.settle()
    # Numbers beside numbers stay whole: their table is moved in a place of its own.
    assert [line for line in too_wide(notebook.page) if not line.startswith("check:")] == []
    page = notebook.page.evaluate("() => document.scrollingElement.scrollWidth")
    assert page <= width
    assert notebook.complaints == []
