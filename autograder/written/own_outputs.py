"""What a student's own runs have shown, out of the file that was handed in, for whoever grades.

Nothing of it was graded, and all of it may be forged. It is shown as text and as pictures: a
PNG is written anew, an SVG that holds shapes and words alone is drawn by the browser as an image,
in which nothing runs and nothing is loaded. HTML is never shown.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from autograder.rebuild.reading import Unreadable, read_outputs
from autograder.submission.harmless import harmless_picture
from autograder.submission.highlight import visible
from course_utils.core.released import Released
from course_utils.handin.match import match

MAX_TEXT = 4_000  # characters of one cell's outputs
MAX_IMAGE = 400_000  # characters of base64
MAX_IMAGES = 4  # of one cell
_OUTPUTS = 200  # that are looked at
# How this course's own pictures stand in an output: an image in a figure.
_INLINED = re.compile(r'src="data:image/(svg\+xml|png);base64,([A-Za-z0-9+/=]{1,400000})"')
# What matplotlib and this course's drawings are made of.
_SHAPES = "svg g defs path rect circle ellipse line polyline polygon text tspan use image clipPath"
_MORE = "linearGradient radialGradient stop style title desc metadata RDF Work type date format"
_DRAWN = frozenset(f"{_SHAPES} {_MORE} creator Agent".split())
_ESCAPES = re.compile(r"\x1b\[[0-9;]{0,20}m")


@dataclass(frozen=True, slots=True)
class OwnOutput:
    """What stands below one cell of the student's file.

    Attributes:
        cell: its id in the released notebook.
        text: what was printed, control characters made visible.
        images: data addresses, for the ``src`` of an image.
        more: something is left out, being too long.
    """

    cell: str
    text: str = ""
    images: tuple[str, ...] = ()
    more: bool = False


def own_outputs(path: Path, cells: Sequence[str], released: Released) -> list[OwnOutput]:
    """What the student's own file shows below these cells; empty where it cannot be read.

    Args:
        path: the file as it was handed in.
        cells: ids of the released notebook.
        released: its structure.
    """
    if not cells or path.is_symlink() or not path.is_file():
        return []
    try:
        rows = read_outputs(path.read_bytes())
    except (Unreadable, OSError):
        return []
    places = match([cell for cell, _ in rows], released).places
    return [
        _shown(name, [one for place in places.get(name, ()) for one in rows[place][1]])
        for name in cells
    ]


def _shown(cell: str, outputs: Sequence[object]) -> OwnOutput:
    texts: list[str] = []
    images: list[str] = []
    for output in outputs[:_OUTPUTS]:
        if isinstance(output, Mapping):
            texts += _texts(output)
            images += _images(output)
    text = _ESCAPES.sub("", "\n".join(filter(None, texts))).strip("\n")
    more = len(text) > MAX_TEXT or len(images) > MAX_IMAGES or len(outputs) > _OUTPUTS
    return OwnOutput(cell, visible(text[:MAX_TEXT]), tuple(images[:MAX_IMAGES]), more)


def _texts(output: Mapping[str, object]) -> Iterator[str]:
    kind, data = output.get("output_type"), output.get("data")
    if kind == "stream":
        yield _joined(output.get("text"))
    elif kind == "error":
        yield f"{_joined(output.get('ename'))}: {_joined(output.get('evalue'))}"
    elif isinstance(data, Mapping):
        yield _joined(data.get("text/plain"))


def _images(output: Mapping[str, object]) -> Iterator[str]:
    data = output.get("data")
    if not isinstance(data, Mapping):
        return
    drawn = _joined(data.get("image/svg+xml"))
    found = _INLINED.search(_joined(data.get("text/html")))
    if data.get("image/png"):
        yield from _png(_joined(data["image/png"]))
    elif drawn:
        yield from _svg(drawn.encode("utf-8", "replace"))
    elif found and found[1] == "png":
        yield from _png(found[2])
    elif found:
        try:
            yield from _svg(base64.b64decode(found[2], validate=True))
        except (binascii.Error, ValueError):
            return


def _png(data: str) -> Iterator[str]:
    picture = harmless_picture(data) if len(data) <= MAX_IMAGE else None
    if picture:
        yield f"data:image/png;base64,{picture}"


def _svg(data: bytes) -> Iterator[str]:
    encoded = base64.b64encode(data).decode("ascii")
    if len(encoded) <= MAX_IMAGE and _draws_only(data):
        yield f"data:image/svg+xml;base64,{encoded}"


def _draws_only(data: bytes) -> bool:
    """Whether it is an SVG of shapes and words that is drawn in a time that fits its size.

    Copies of copies, patterns and filters keep a browser busy for ever with a few lines.
    """
    if b"<!ENTITY" in data or b"<!ATTLIST" in data:
        return False
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return False
    if _local(str(root.tag)) != "svg":
        return False
    copied: set[str] = set()
    holding: set[ElementTree.Element] = set()  # a copy of something else
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in root.iter():
        name = _local(str(element.tag))
        if name not in _DRAWN:
            return False
        targets = [value for key, value in element.attrib.items() if _local(key) == "href"]
        if name == "image" and not all(one.startswith("data:image/png") for one in targets):
            return False
        if name == "use":
            copied |= {one.removeprefix("#") for one in targets}
            place: ElementTree.Element | None = element
            while place is not None and place not in holding:
                holding.add(place)
                place = parents.get(place)
    return not any(element.get("id") in copied for element in holding)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _joined(value: object) -> str:
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
