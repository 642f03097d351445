"""Pictures follow the page's theme: in JupyterLab, trusted or not, on a page, on paper."""

from __future__ import annotations

import io

import nbformat
import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Locator, Page

from course_utils.pictures.palette import DARK, INK, WHITE
from tests.browser.axe import OUTPUTS, grave_findings
from tests.browser.driver import opened
from tests.browser.lab import write_notebook

pytestmark = pytest.mark.browser

CELLS = [
    "from tests.course_utils.samples import LABS, PICTURES\nfrom IPython.display import display",
    "for name in ('bridge', 'decision_boundary', 'digits', 'slide_graph', 'valley'):\n"
    "    display(PICTURES[name]())",
    "for name in ('loop', 'training'):\n    display(LABS[name]().figure)",
]
COUNT = 7
DIGITS = 2  # drawn with ink on paper in both themes
NEAR = 6  # a channel's rounding


def colour(hexadecimal: str) -> tuple[int, ...]:
    return tuple(int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5))


def shots(page: Page) -> list[Image.Image]:
    """Every picture as it is seen, without its frame."""
    images = page.locator("figure img")
    assert images.count() == COUNT
    return [shot(images.nth(index)) for index in range(COUNT)]


def shot(image: Locator) -> Image.Image:
    assert image.evaluate("image => image.complete && image.naturalWidth > 0")
    seen = Image.open(io.BytesIO(image.screenshot())).convert("RGB")
    return seen.crop((6, 6, seen.width - 6, seen.height - 6))


def has(picture: Image.Image, hexadecimal: str) -> bool:
    """Whether some pixel has this colour."""
    wanted = colour(hexadecimal)
    return any(
        max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= NEAR
        for _, found in picture.getcolors(picture.width * picture.height)
    )


def brightness(picture: Image.Image) -> float:
    return ImageStat.Stat(picture.convert("L")).mean[0]


def assert_light(pictures: list[Image.Image]) -> None:
    for picture in pictures:
        assert picture.getpixel((1, 1)) == colour(WHITE)
        assert brightness(picture) > 190
        assert has(picture, INK)


def assert_dark(pictures: list[Image.Image]) -> None:
    for index, picture in enumerate(pictures):
        assert picture.getpixel((1, 1)) == colour(DARK[WHITE])
        assert (brightness(picture) > 110) == (index == DIGITS)
        assert has(picture, DARK[INK])


@pytest.fixture(scope="module")
def notebook(browser, url, desk):
    """Pictures of several kinds, drawn."""
    write_notebook(desk / "themes.ipynb", CELLS)
    with opened(browser, url, "themes.ipynb", width=1000) as found:
        found.run_all()
        found.dark(False)  # whatever a test before this one has left
        yield found


def test_pictures_turn_with_the_theme_and_back(notebook):
    assert_light(shots(notebook.page))
    notebook.dark()
    assert_dark(shots(notebook.page))
    assert grave_findings(notebook.page, within=[OUTPUTS]) == []
    notebook.dark(False)
    assert_light(shots(notebook.page))


def test_no_name_stands_twice_on_a_page_full_of_pictures(notebook):
    twice = notebook.page.evaluate(
        """() => {
            const names = [...document.querySelectorAll('.jp-OutputArea-output [id]')]
                .map(element => element.id);
            return names.filter((name, index) => names.indexOf(name) !== index);
        }"""
    )
    assert twice == []


def test_they_are_the_same_in_a_notebook_that_is_not_trusted(notebook, browser, url, desk):
    notebook.command("docmanager:save")
    notebook.page.wait_for_timeout(1500)
    saved = nbformat.read(desk / "themes.ipynb", 4)
    saved.metadata["course"] = "from somebody else"  # the signature is another's
    nbformat.write(saved, desk / "strange.ipynb")
    with opened(browser, url, "strange.ipynb", width=1000) as strange:
        strange.settle()
        strange.dark(False)
        trusted = strange.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.trusted"
        )
        assert not trusted
        alts = strange.page.locator("figure img").evaluate_all("found => found.map(i => i.alt)")
        assert len(alts) == COUNT and all(len(alt) > 20 for alt in alts)
        assert_light(shots(strange.page))
        strange.dark()
        assert_dark(shots(strange.page))
        strange.dark(False)


@pytest.mark.parametrize("template", ["light", "dark"])
@pytest.mark.parametrize("wanted", ["light", "dark"])
def test_an_exported_page_decides_for_its_pictures(notebook, browser, desk, template, wanted):
    """JupyterLab's template says its theme on the body, whatever the reader's system wants."""
    from nbconvert import HTMLExporter

    notebook.command("docmanager:save")
    notebook.page.wait_for_timeout(1500)
    exporter = HTMLExporter(theme=template, embed_images=False)
    html, _ = exporter.from_filename(str(desk / "themes.ipynb"))
    page = browser.new_page(color_scheme=wanted, viewport={"width": 1000, "height": 900})
    page.route("**/*", lambda route: route.abort())  # its formulas come from elsewhere
    page.set_content(html, wait_until="domcontentloaded")
    (assert_light if template == "light" else assert_dark)(shots(page))
    page.close()


@pytest.mark.parametrize("wanted", ["light", "dark"])
def test_a_page_that_follows_the_reader_s_system_takes_its_pictures_along(
    notebook, browser, wanted
):
    figures = "".join(notebook.page.locator("figure").evaluate_all("a => a.map(f => f.outerHTML)"))
    page = browser.new_page(color_scheme=wanted, viewport={"width": 1000, "height": 900})
    head = '<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    page.set_content(head + figures)
    (assert_light if wanted == "light" else assert_dark)(shots(page))
    page.emulate_media(media="print", color_scheme=wanted)
    assert_light(shots(page))
    page.close()


@pytest.mark.parametrize(
    ("place", "dark"),
    [
        ('<body class="vscode-dark">', True),
        ('<body class="vscode-light">', False),
        ('<body class="vscode-high-contrast">', True),
        ('<body class="vscode-high-contrast vscode-high-contrast-light">', False),
        ('<html theme="dark">', True),
        ('<html data-theme="dark">', True),
        ('<body data-md-color-scheme="slate">', True),
    ],
)
def test_other_places_say_their_theme_in_their_own_way(notebook, browser, place, dark):
    """VS Code, Colab, and generators of pages; the reader's system wants the opposite."""
    figure = notebook.page.locator("figure").first.evaluate("figure => figure.outerHTML")
    page = browser.new_page(color_scheme="light" if dark else "dark")
    page.set_content(f"<!doctype html>{place}{figure}")
    ground = shot(page.locator("figure img")).getpixel((1, 1))
    assert ground == colour(DARK[WHITE] if dark else WHITE)
    page.close()
