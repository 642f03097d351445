"""The place in the student's own line: the card is there at once, and then shows the line."""

from __future__ import annotations

import re

import pytest

from tests.browser.axe import OUTPUTS, grave_findings
from tests.browser.driver import opened
from tests.browser.layout import cut_texts, too_wide

pytestmark = pytest.mark.browser

# Off by a factor, by an axis and by a loop: what was typed, the line and what is marked in it.
FACTOR = """\
# exercise: bce
def bce(yhat, y):
    losses = -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat))
    return losses.sum()
"""
LOOP = """\
# exercise: lr-train

def train(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        model.backward(x, yhat, y)
    model.optimize()
"""
AXIS = """\
# exercise: row-normalize
def row_normalize(x):
    # The sum of each row.
    return x / x.sum(dim=0, keepdim=True)
"""
SHOWN = {
    "bce": (4, "return losses.sum()", "losses"),
    "lr-train": (7, "model.optimize()", "model.optimize()"),
    "row-normalize": (4, "return x / x.sum(dim=0, keepdim=True)", "0"),
}


@pytest.fixture(scope="module", params=["04_logistic_regression", "01_tensors"])
def notebook(request, browser, url, lay):
    """A solved notebook in which one answer, or two, went wrong; all cells run."""
    wrong = {"row_normalize": AXIS} if request.param[1] == "1" else {"bce": FACTOR,
                                                                    "lr_train": LOOP}  # fmt: skip
    with opened(browser, url, lay(request.param, "places", solved=True, **wrong)) as found:
        found.run_all()
        yield found


@pytest.fixture
def names(notebook):
    """The exercises that went wrong."""
    return [name for name in SHOWN if notebook.cell(f"check-{name}").count()]


def test_the_card_is_one_and_shows_the_line_with_its_place(notebook, names):
    for name in names:
        line, row, piece = SHOWN[name]
        cards = notebook.cell(f"check-{name}").locator("[role=status]")
        assert cards.count() == 1
        said = cards.inner_text()
        assert said.startswith("→") and f"{name}: not yet" in said
        assert f"Line {line}:" in said and row in said
        marks = cards.locator("mark").all_inner_texts()
        assert marks and all(piece in mark for mark in marks)
        heard = cards.locator("[role=group]").get_attribute("aria-label")
        assert heard == f"Line {line}, at {', '.join(marks)}"
        number = notebook.page.evaluate(
            """name => [...document.querySelectorAll(`[data-cell-id='${name}'] .cm-line`)]
                .findIndex(line => line.textContent.includes('%s')) + 1""".replace("%s", row),
            name,
        )
        assert number == line  # as JupyterLab counts them
    assert notebook.complaints == []


def test_a_saved_notebook_keeps_the_card_with_the_place(notebook, names, desk):
    notebook.command("docmanager:save")
    notebook.page.wait_for_timeout(1500)
    (path,) = [one for one in (desk / "places").glob("*.ipynb") if _holds(one, names[0])]
    text = path.read_text(encoding="utf-8")
    for name in names:
        assert re.search(rf"Line {SHOWN[name][0]}: ", text)
        assert text.count(f'aria-label=\\"not yet: {name} ') == 1


def _holds(path, name: str) -> bool:
    return f'aria-label=\\"not yet: {name} ' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_marked_line_is_readable_in_both_themes(notebook, names, theme):
    notebook.dark(theme == "dark")
    for width in (1280, 480):
        notebook.page.set_viewport_size({"width": width, "height": 1000})
        notebook.settle()
        assert too_wide(notebook.page) == []
        assert cut_texts(notebook.page) == []
        assert grave_findings(notebook.page, within=[OUTPUTS]) == []
        for name in names:
            mark = notebook.cell(f"check-{name}").locator("mark").first
            drawn = "element => getComputedStyle(element).textDecorationLine"
            assert mark.evaluate(drawn) == "underline"
            assert _contrast(mark) >= 4.5


def _contrast(mark) -> float:
    """Of the text on what is behind it, tints laid over one another."""
    return mark.evaluate(
        """element => {
            const parse = text => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
            let layers = [], node = element;
            for (; node; node = node.parentElement) {
                const [r, g, b, a = 1] = parse(getComputedStyle(node).backgroundColor);
                if (a > 0) layers.push([r, g, b, a]);
                if (a === 1) break;
            }
            let ground = [255, 255, 255];
            for (const [r, g, b, a] of layers.reverse())
                ground = [r, g, b].map((value, i) => a * value + (1 - a) * ground[i]);
            const light = rgb => rgb.map(v => v / 255).map(
                v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
            ).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const [one, other] = [light(parse(getComputedStyle(element).color).slice(0, 3)),
                                  light(ground)];
            return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        }"""
    )
