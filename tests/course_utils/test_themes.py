"""Every drawing has two grounds, and every colour on them can be told from its ground."""

from __future__ import annotations

import base64
import itertools
import re
from xml.etree import ElementTree

import pytest
import torch

from course_utils.labs.raster import _BLUE, _ORANGE, _WHITE
from course_utils.pictures import Figure
from course_utils.pictures.palette import (
    BLUE,
    COLOURS,
    DARK,
    GREY,
    INK,
    ORANGE,
    PALE,
    TINT,
    WHITE,
    of_words,
)
from course_utils.pictures.rate_map import _colours
from course_utils.pictures.themes import MARGIN, PAGE_RULES, themed
from tests.course_utils.samples import LABS, PICTURES

NAMES = [*PICTURES, *(f"lab {name}" for name in LABS)]
TINTED = 0.27  # the strongest filling that words stand on
LINES, WORDS = 3.0, 4.5
OVERLOOKED = (PALE, TINT, WHITE)  # lines of a grid, fillings, grounds
COLOUR = re.compile(r'(?:fill|stroke|stop-color)(?:: ?|=")(#[0-9a-fA-F]{3,8}|rgb[^;"]*|[a-z]+)\b')


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    made = {name: make() for name, make in PICTURES.items()}
    return made | {f"lab {name}": make().figure for name, make in LABS.items()}


def channels(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def luminance(rgb: list[float]) -> float:
    light = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in rgb]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(one: list[float], other: list[float]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(colour: str, ground: str, share: float) -> list[float]:
    pairs = zip(channels(colour), channels(ground), strict=True)
    return [share * a + (1 - share) * b for a, b in pairs]


def on_both(colour: str) -> list[tuple[str, str]]:
    """The colour and its ground, once in light and once in dark."""
    return [(colour, WHITE), (DARK[colour], DARK[WHITE])]


@pytest.mark.parametrize("colour", [c for c in DARK if c not in OVERLOOKED])
def test_a_colour_stands_out_from_both_grounds(colour: str) -> None:
    for shade, ground in on_both(colour):
        assert contrast(channels(shade), channels(ground)) >= LINES


@pytest.mark.parametrize("colour", [*map(of_words, COLOURS), INK, GREY])
def test_words_are_readable_on_both_grounds(colour: str) -> None:
    for shade, ground in on_both(colour):
        assert contrast(channels(shade), channels(ground)) >= WORDS


@pytest.mark.parametrize("colour", COLOURS)
def test_ink_is_readable_on_a_tint_of_every_colour(colour: str) -> None:
    for (ink, ground), (tint, _) in zip(on_both(INK), on_both(colour), strict=True):
        assert contrast(channels(ink), mixed(tint, ground, TINTED)) >= WORDS


def seen(colour: str, missing: str) -> list[float]:
    """A colour without red or green cones (Viénot, Brettel and Mollon, 1999)."""
    red, green, blue = (v**2.2 for v in channels(colour))
    if missing == "red":
        light = 0.11238 * red + 0.88762 * green, 0.00401 * (red - green) + blue
    elif missing == "green":
        light = 0.29275 * red + 0.70725 * green, 0.02234 * (green - red) + blue
    else:
        return channels(colour)
    yellow, blue = (max(v, 0.0) ** (1 / 2.2) for v in light)
    return [yellow, yellow, blue]


def nearest(colours: list[str], missing: str) -> float:
    """How far the two colours are apart that are most alike."""
    pairs = itertools.combinations([seen(colour, missing) for colour in colours], 2)
    return min(sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) ** 0.5 for pair in pairs)


@pytest.mark.parametrize("missing", ["nothing", "red", "green"])
def test_dark_colours_differ_as_well_as_those_on_white(missing: str) -> None:
    """Those on white are Okabe and Ito's, chosen for every kind of colour vision."""
    assert nearest([DARK[c] for c in COLOURS], missing) >= nearest(list(COLOURS), missing)


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_has_no_colour_without_a_partner(name: str, figures: dict[str, Figure]) -> None:
    known = {colour.lower() for colour in DARK}
    used = {found.lower() for found in COLOUR.findall(figures[name].svg)}
    used -= {"none", "white"}
    if "<clipPath" in figures[name].svg:
        used.discard("black")  # the form that is cut out is not seen
    assert used <= known


@pytest.mark.parametrize("name", NAMES)
def test_words_are_written_in_shades_for_words(name: str, figures: dict[str, Figure]) -> None:
    allowed = {colour.lower() for colour in (*map(of_words, COLOURS), INK, GREY)}
    svg = figures[name].svg
    texts = re.findall(r'<text[^>]*? fill="(#\w+)"', svg)
    for group in re.findall(r'<g id="text_\d+">.*?(?=<g id="(?!text)|$)', svg, flags=re.S):
        texts += re.findall(r'<g style="fill: (#\w+)" transform', group)
    assert {text.lower() for text in texts} <= allowed
    assert texts


@pytest.mark.parametrize("name", NAMES)
def test_the_drawing_shown_has_ground_margin_and_dark_colours(
    name: str, figures: dict[str, Figure]
) -> None:
    figure = figures[name]
    html = figure.to_html()
    (data,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    shown = base64.b64decode(data).decode()
    root = ElementTree.fromstring(shown)
    x, y, wide, high = map(float, root.attrib["viewBox"].split())
    space = "{http://www.w3.org/2000/svg}"
    ground = next(iter(root.iter(f"{space}rect")))
    assert [float(ground.attrib[key]) for key in ("x", "y", "width", "height")] == [
        x,
        y,
        wide,
        high,
    ]
    assert ground.attrib["fill"] == WHITE
    assert "@media screen and (prefers-color-scheme:dark)" in shown
    whole = figure.width * wide / (wide + 2 * x)
    assert whole == pytest.approx(figure.width + 2 * MARGIN, rel=0.01)
    # One image and no name on the page: nothing can meet another drawing's.
    assert html.count("<img") == 1
    assert not re.search(r"\sid=", html)
    # A saved notebook must not grow: the light drawing alone is nearly all of it.
    assert len(shown) < len(figure.svg) + 2200
    assert len(html) - len(data) < 2000 + len(figure.text) * 6 + len(figure.caption) * 6


def test_a_ground_of_pixels_darkens_and_a_digit_does_not(figures: dict[str, Figure]) -> None:
    for name in ("decision_boundary", "lab training"):
        shown = themed(figures[name].svg, figures[name].width)
        assert "[id^=ground]{filter:invert" in shown
        assert 'id="ground' in shown
    for name in ("digits", "weight_image", "lab digits"):
        shown = themed(figures[name].svg, figures[name].width)
        assert "<image" in shown
        assert "invert" not in shown


def test_two_grounds_in_one_drawing_have_two_names() -> None:
    from course_utils import pictures
    from tests.course_utils.samples import by_sum, clouds

    figure = pictures.decision_boundary({"one": by_sum, "other": by_sum}, *clouds())
    names = re.findall(r'\sid="([^"]+)"', themed(figure.svg, figure.width))
    assert len([name for name in names if name.startswith("ground")]) == 2
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", NAMES)
def test_no_name_stands_twice_in_a_drawing(name: str, figures: dict[str, Figure]) -> None:
    names = re.findall(r'\sid="([^"]+)"', figures[name].svg)
    assert len(names) == len(set(names))


def test_what_is_no_drawing_stays_as_it_is() -> None:
    assert themed("<svg><rect/></svg>", 100) == "<svg><rect/></svg>"


def test_the_page_says_its_theme_and_paper_is_white() -> None:
    assert '[data-jp-theme-light="false"]' in PAGE_RULES
    assert ".vscode-dark" in PAGE_RULES
    assert "@media print" in PAGE_RULES


# ---------------------------------------------------------- grounds of pixels, darkened


def darkened(rgb: list[float]) -> list[float]:
    """What invert(1), hue-rotate(180deg) and brightness(1.35) make of a colour, by CSS."""
    r, g, b = (1 - value for value in rgb)
    light = (0.213 * r + 0.715 * g + 0.072 * b) * 2
    turned = [min(max(light - value, 0.0), 1.0) for value in (r, g, b)]
    return [min(1.35 * value, 1.0) for value in turned]


def map_shades() -> list[list[float]]:
    """The strongest colours of the map of step sizes, and white."""
    needed, lost = torch.tensor([[1.0, 100.0]]), torch.tensor([[False, False]])
    shades = [*_colours(needed, lost)[0], *_colours(needed, ~lost)[0]]
    return [shade.tolist() for shade in shades]


@pytest.mark.parametrize("shade", range(4))
def test_the_map_s_numbers_are_readable_on_its_cells(shade: int) -> None:
    cell = map_shades()[shade]
    assert contrast(channels(INK), cell) >= WORDS
    assert contrast(channels(DARK[INK]), darkened(cell)) >= WORDS


@pytest.mark.parametrize(("ground", "mark"), [(_BLUE, BLUE), (_ORANGE, ORANGE), (_WHITE, INK)])
def test_the_line_and_the_marks_stand_out_from_a_classifier_s_ground(ground, mark) -> None:
    share = [value / 255 for value in ground]
    for colour in (INK, mark):
        assert contrast(channels(colour), share) >= LINES
        assert contrast(channels(DARK[colour]), darkened(share)) >= LINES
