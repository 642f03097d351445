"""The README's pictures, made of the real thing.

Run from the project's root: ``python -m tests.browser.pictures [name ...]``; the names are
failed-check, lab, class-report and feedback.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from autograder.files.paths import ROOT
from tests.browser.driver import chromium, opened
from tests.browser.lab import jupyter_lab, write_notebook

FOLDER = ROOT / "docs" / "images"
MOST_BYTES = 200_000
MARGIN = 30  # pixels of white at a page's top
MIDDLE = 11, 15  # points of 20
COLOURS = 256  # a page has few; the file is a third of the size

# The wrong answer is the catalogue's own: the picture shows the check, not a solution.
_WRONG_ANSWER = """\
from autograder.catalogue.entry import find_entry
from course_utils import check, labs
wrong = dict(find_entry("lr-backward").wrong)
LR = wrong["missing-mean"].obj
"""


def failed_check(browser: Browser, folder: Path) -> bytes:
    """The check's cell and its output, cut to both."""
    write_notebook(folder / "check.ipynb", [_WRONG_ANSWER, 'check("lr-backward")'])
    with (
        jupyter_lab(folder) as url,
        opened(browser, url, "check.ipynb", width=820, height=1600, scale=2) as notebook,
    ):
        notebook.run_all()
        _look_elsewhere(notebook.page)
        return notebook.page.locator(".jp-CodeCell").nth(1).screenshot()


def lab(browser: Browser, folder: Path) -> bytes:
    """The loop laboratory with zero_grad switched off, and what it says of that."""
    write_notebook(folder / "lab.ipynb", [_WRONG_ANSWER, "labs.loop()"])
    with (
        jupyter_lab(folder) as url,
        opened(browser, url, "lab.ipynb", width=930, height=1600, scale=1.5) as notebook,
    ):
        notebook.run_all()
        page = notebook.page
        page.get_by_label("zero_grad").uncheck()
        page.locator("figure [role=status]", has_text="zero_grad").wait_for()
        notebook.settle()
        _look_elsewhere(page)
        return page.locator(".jp-CodeCell").nth(1).screenshot()


def class_report(browser: Browser, folder: Path) -> bytes:
    """The first screen of a class's report: sixty students, drawn from the catalogue."""
    from autograder.report import gather, render_report
    from tests.autograder.feedback.samples import CHAPTER, EXERCISES
    from tests.autograder.report.classes import make
    from tests.autograder.report.test_page import TEXTS

    data = gather(make(62), CHAPTER, EXERCISES)
    page = render_report(data, title="4 · The backward pass by hand", texts=TEXTS)
    return _top(browser, folder / "report.html", page, 1100, 590)


def feedback(browser: Browser, folder: Path) -> bytes:
    """The first screen of a feedback page: a student of that class, neither first nor last."""
    from autograder.feedback import render_feedback
    from tests.autograder.feedback.samples import EXERCISES
    from tests.autograder.report.classes import make

    middling = (r for r in make(62) if r.state == "graded" and MIDDLE[0] <= r.score <= MIDDLE[1])
    page = render_feedback(next(middling), EXERCISES)
    return _top(browser, folder / "feedback.html", page, 900, 800)


PICTURES: dict[str, Callable[[Browser, Path], bytes]] = {
    "failed-check": failed_check,
    "lab": lab,
    "class-report": class_report,
    "feedback": feedback,
}


def _look_elsewhere(page: Page) -> None:
    # The active cell wears a toolbar: let it be the other one.
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0 }")
    page.evaluate("() => document.activeElement && document.activeElement.blur()")
    page.wait_for_timeout(300)


def _top(browser: Browser, file: Path, page: str, width: int, height: int) -> bytes:
    file.write_text(page, encoding="utf-8")
    window = browser.new_page(
        viewport={"width": width, "height": height + MARGIN},
        device_scale_factor=1.5,
        color_scheme="light",
    )
    window.goto(file.as_uri())
    clip = {"x": 0, "y": MARGIN, "width": width, "height": height}
    return window.screenshot(clip=clip)  # type: ignore[arg-type]


def make(browser: Browser, name: str, out: Path) -> Path:
    """Make one picture.

    Raises:
        ValueError: it is larger than a page of text should carry.
    """
    with tempfile.TemporaryDirectory() as folder:
        drawn = Image.open(BytesIO(PICTURES[name](browser, Path(folder)))).convert("RGB")
    small = drawn.quantize(COLOURS, dither=Image.Dither.NONE)
    out.parent.mkdir(parents=True, exist_ok=True)
    small.save(out, optimize=True)
    if out.stat().st_size > MOST_BYTES:
        raise ValueError(f"{out} has {out.stat().st_size:,} bytes; {MOST_BYTES:,} are allowed.")
    return out


def main(names: list[str]) -> None:
    """Make the pictures of these names, or all."""
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        raise SystemExit(f"No picture {', '.join(unknown)}; there are {', '.join(PICTURES)}.")
    with chromium() as browser:
        for name in names or PICTURES:
            print(make(browser, name, FOLDER / f"{name}.png"))


if __name__ == "__main__":
    main(sys.argv[1:])
