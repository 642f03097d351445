"""A student's drawing made anew: the course's own stay whole, and nothing else comes with them."""

from __future__ import annotations

import base64
import io
import json
import re
import struct
import time
import zlib
from collections import Counter
from xml.etree import ElementTree

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from autograder.files.paths import SOLUTIONS
from autograder.submission.harmless import harmless_picture
from autograder.written.drawing import MOST_DASHES, MOST_SHAPES, drawn_anew
from tests.hostile.words import PNG

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="1000" height="800" viewBox="0 0 1000 800">'
)
SHAPES = ("path", "rect", "circle", "line", "polyline", "polygon", "text", "use", "image")
LOOKS = ("d", "points", "x", "y", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray")
RECT = "<rect width='990' height='790'/>"


def shapes_in(data: bytes) -> Counter:
    """Every shape with its place and its colours, wherever these are written."""
    found: Counter = Counter()
    for element in ElementTree.fromstring(data).iter():
        name = str(element.tag).rpartition("}")[2]
        if name in SHAPES:
            style = element.get("style", "")
            rules = dict(rule.split(":", 1) for rule in style.split(";") if ":" in rule)
            looks = {**element.attrib, **{k.strip(): v.strip() for k, v in rules.items()}}
            if looks.get("stroke-dasharray") == "none":
                del looks["stroke-dasharray"]
            found[name, tuple(looks.get(one, "") for one in LOOKS)] += 1
    return found


def drawings_of_the_course() -> list[bytes]:
    found = []
    for path in sorted(SOLUTIONS.glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                page = "".join(output.get("data", {}).get("text/html", ""))
                for data in re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page):
                    found.append(base64.b64decode(data))
    return found


def test_every_picture_of_the_course_keeps_all_of_its_shapes():
    drawings = drawings_of_the_course()
    assert len(drawings) > 50
    for drawing in drawings:
        made = drawn_anew(drawing)
        assert made is not None
        assert shapes_in(made) == shapes_in(drawing)


def test_a_plot_of_matplotlibs_keeps_all_of_its_shapes():
    with matplotlib.rc_context({"svg.fonttype": "path"}):
        figure = Figure()
        axes = figure.add_subplot()
        axes.plot([n % 7 for n in range(1000)], "--", label="SGD")
        axes.scatter(range(200), range(200), alpha=0.5)
        axes.imshow([[1, 2], [3, 4]])
        axes.legend()
        axes.grid(linestyle=":")
        drawn = io.BytesIO()
        figure.savefig(drawn, format="svg", metadata={"Creator": "Ada Lovelace"})
    made = drawn_anew(drawn.getvalue())
    assert made is not None and b"Lovelace" not in made
    assert shapes_in(made) == shapes_in(drawn.getvalue())


def clips(depth: int) -> str:
    made = f"<clipPath id='c0'>{RECT}</clipPath>"
    for n in range(1, depth):
        inner = f"<rect width='990' height='790' clip-path='url(#c{n - 1})'/>" * 10
        made += f"<clipPath id='c{n}'>{inner}</clipPath>"
    return f"{made}<rect width='990' height='790' clip-path='url(#c{depth - 1})'/>"


STOPS = "<stop offset='.5'/>" * 5000
BUSY = {
    "clips": clips(8),
    "clips of paths": clips(8).replace("<rect", "<path"),
    "dashes": "<path d='M0 0L1000000 9' stroke='red' stroke-dasharray='1 1'/>" * 2000,
    "dashes in a style": "<path d='M0 0L1e9 9' stroke='red' style='stroke-dasharray:1,1'/>",
    "dashes of nothing": "<path d='M0 0L1e9 9' stroke='red' stroke-dasharray='.0000000001'/>",
    "dashes that are copied": "<path id='a' d='M0 0L9000 9' stroke-dasharray='1'/>"
    + "<use href='#a'/>" * 900,
    "filters": f"<rect width='990' height='790' style='filter:blur(99px)'/>{RECT}" * 1000,
    "one long filter": f"<g style='filter:{'blur(9px) ' * 3000}'>{RECT}</g>",
    "layers": "<g opacity='.99'>" * 2000 + RECT + "</g>" * 2000,
    "layers of shapes": RECT.replace("/>", " opacity='.5'/>") * 3000,
    "blending": f"<g style='mix-blend-mode:luminosity'>{RECT}</g>" * 1500,
    "a rule for everything": f"<style>{'g:has(rect ~ g) g rect{fill:red}' * 999}</style>{RECT}",
    "an animation": "<style>@keyframes a{to{x:9px}} rect{animation:a 1s infinite}</style>" + RECT,
    "gradients": f"<linearGradient id='g'>{STOPS}</linearGradient>"
    + "<rect width='990' height='790' fill='url(#g)'/>" * 2000,
    "copies": f"<g id='a'>{RECT * 3000}</g>" + "<use href='#a'/>" * 3000,
    "copies of copies": "<g id='a0'/>"
    + "".join(f"<g id='a{n}'>" + f'<use href="#a{n - 1}"/>' * 2 + "</g>" for n in range(1, 40)),
    "variables": "<g style='--a:aa;--b:var(--a) var(--a);fill:var(--b)'><rect/></g>",
    "escapes": "<g style='fi\\6c ter:blur(9px);fill:u\\72l(#g)'><rect/></g>",
    "an address": "<rect fill='url(https://example.org/a#b)' style='mask:url(data:x)'/>",
    "a fragment elsewhere": "<use href='https://example.org/a.svg#b'/>",
    "events": "<rect onload='alert(1)' href='javascript:alert(1)' class='x'/>",
    "many numbers": "<path d='" + "0 " * 150_000 + "' stroke-dasharray='1'/>",
    "no numbers": "<path d='M-----....eeee1e999 1e999' stroke-dasharray='1'/>",
}  # fmt: skip


@pytest.mark.parametrize("busy", BUSY)
def test_nothing_that_keeps_a_browser_busy_is_left(busy):
    begun = time.process_time()
    made = drawn_anew(f"{HEAD}{BUSY[busy]}</svg>".encode())
    assert time.process_time() - begun < 2
    if made is not None:
        holds_shapes_alone(made)


def holds_shapes_alone(made: bytes) -> None:
    root = ElementTree.fromstring(made)
    assert len(list(root.iter())) <= MOST_SHAPES
    layers = dashed = 0
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        assert name in (*SHAPES, "svg", "g", "defs", "tspan", "ellipse", "clipPath")
        layers += "opacity" in element.attrib
        dashed += "stroke-dasharray" in element.attrib
        for key, value in element.attrib.items():
            bare = key.rpartition("}")[2]
            assert bare not in ("style", "class", "filter", "mask") and not bare.startswith("on")
            if bare == "clip-path":
                assert re.fullmatch(r"url\(#[\w.:-]+\)", value)
            elif bare == "href":
                assert value.startswith(("#", "data:image/png;base64,"))
            elif bare == "id":
                assert re.fullmatch(r"[\w.:-]+", value)
            else:
                assert not re.search(r"url|var|\\|/\*|javascript|expression", value, re.I)
        if name == "clipPath":
            assert {str(one.tag).rpartition("}")[2] for one in element} <= {"rect"}
            assert all("clip-path" not in one.attrib for one in element)
    assert layers * 10 <= MOST_SHAPES and dashed <= MOST_DASHES


_WORDS = st.sampled_from(
    [
        "rect",
        "path",
        "g",
        "use",
        "clipPath",
        "defs",
        "text",
        "svg",
        "style",
        "filter",
        "script",
        "a",
    ]
)
_ATTRIBUTES = st.dictionaries(
    st.sampled_from(["id", "href", "clip-path", "fill", "style", "d", "opacity", "stroke-dasharray",
                     "filter", "onload", "{http://www.w3.org/1999/xlink}href"]),
    st.sampled_from(["a", "#a", "url(#a)", "red", "filter:blur(9px)", "1", "M0 0L9 9", "1,1",
                     "\\72", "fill:url(//x);stroke:red;opacity:.5", "javascript:1",
                     "stroke-dasharray:1"]),
    max_size=4,
)  # fmt: skip
_TREES = st.recursive(
    st.tuples(_WORDS, _ATTRIBUTES, st.just([])),
    lambda inner: st.tuples(_WORDS, _ATTRIBUTES, st.lists(inner, max_size=4)),
    max_leaves=12,
)


def built(tree) -> ElementTree.Element:
    name, attributes, inside = tree
    made = ElementTree.Element(name, attributes)
    made.extend(map(built, inside))
    return made


@given(st.lists(_TREES, max_size=4))
def test_whatever_is_nested_shapes_alone_are_left_and_twice_is_once(trees):
    root = built(("svg", {}, trees))
    made = drawn_anew(ElementTree.tostring(root))
    if made is not None:
        holds_shapes_alone(made)
        assert drawn_anew(made) == made


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"])
def test_a_drawing_in_another_encoding_hides_nothing(encoding):
    hidden = f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}&a;</svg>'
    assert drawn_anew(hidden.encode(encoding)) is None


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *more: bytes) -> str:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    body = zlib.compress(b"\0" * ((width + 7) // 8 + 1) * height, 9)
    parts = (b"\x89PNG\r\n\x1a\n", header, *more, chunk(b"IDAT", body), chunk(b"IEND", b""))
    return base64.b64encode(b"".join(parts) + b"Ada Lovelace").decode()


def test_no_picture_says_who_made_it_and_none_moves():
    said = [
        chunk(b"tEXt", b"Author\0Ada Lovelace"),
        chunk(b"iTXt", b"Author\0\0\0\0\0Ada Lovelace"),
        chunk(b"eXIf", b"Ada Lovelace"),
        chunk(b"acTL", struct.pack(">II", 9, 0)),
        chunk(b"fdAT", b"Ada Lovelace"),
    ]
    made = harmless_picture(png(8, 8, *said))
    assert made == harmless_picture(png(8, 8)) == harmless_picture(made)
    assert b"Lovelace" not in base64.b64decode(made)
    assert harmless_picture(PNG) == PNG
    assert harmless_picture(png(8, 8, chunk(b"IHDR", b"\0" * 13))) is None


def test_a_picture_in_a_drawing_is_a_bearable_one():
    def with_pictures(*links: str) -> bytes | None:
        images = "".join(f'<image xlink:href="{link}" width="9" height="9"/>' for link in links)
        return drawn_anew(f"{HEAD}{images}</svg>".encode())

    begins = "data:image/png;base64,"
    assert with_pictures(begins + png(100, 100)) is not None
    for bad in ("https://example.org/x.png", "data:image/svg+xml;base64,AA", "x.png", begins, ""):
        assert with_pictures(bad) is None
    assert with_pictures(begins + png(30_000, 30_000)) is None
    # Many that are bearable alone take the memory of one that is not.
    assert with_pictures(*[begins + png(3_000, 3_000)] * 3) is None
