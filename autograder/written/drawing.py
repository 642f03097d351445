"""A student's drawing made anew: shapes and words, in a time that any browser has for them.

As an image an SVG runs nothing and loads nothing, but a few lines of it can keep a browser busy
for ever: copies of copies, clips within clips, filters, a million dashes, rules that look for
everything. So nothing is taken over that is not on a list, and what is costs something.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from xml.etree import ElementTree

from autograder.submission.harmless import MAX_PICTURE_SHOWN, harmless_picture, pixels_of

MOST_SHAPES = 4_000  # copies count as often as they are drawn
MOST_DASHES = 20_000
MOST_DEPTH = 60
_LAYER = 10  # shapes that cost as much as one with a layer of its own
_LINK = "{http://www.w3.org/1999/xlink}href"
_SPACE = "{http://www.w3.org/2000/svg}"
_PNG = "data:image/png;base64,"
_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_HOLDERS = frozenset({"svg", "g", "defs", "text", "tspan", "use", "image", "clipPath"})
# What says who made it, and rules for a dark page: left out with all that they hold.
_LEFT_OUT = frozenset({"metadata", "title", "desc", "style"})
_PLACES = "x y dx dy x1 y1 x2 y2 cx cy r rx ry width height d points transform viewBox id"
_LOOKS = (
    "fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-opacity font font-family font-size font-style font-weight "
    "text-anchor dominant-baseline image-rendering opacity"
)
_TAKEN = frozenset(f"{_PLACES} {_LOOKS} preserveAspectRatio".split())
_PROPERTIES = frozenset(_LOOKS.split())
# No function, no address, no variable, no escape: colours, lengths, names of fonts.
_VALUE = re.compile(r"(?:rgba?\([\d., %]{1,60}\)|[\w .,%#+'\"-]*)")
# Where things are: numbers, and what transform makes of them.
_PLACED = re.compile(
    r"[\d.,%+\-eE\s]*(?:px|pt|pc|mm|cm|in|em|ex)?"
    r"|(?:(?:matrix|translate|scale|rotate|skewX|skewY)\s*\([\d.,+\-eE\s]*\)[\s,]*)*"
)
_FORMS: Mapping[str, re.Pattern[str]] = {
    "d": re.compile(r"[MLHVCSQTAZmlhvcsqtaz\d.,+\-eE\s]*"),
    "id": re.compile(r"[\w.:-]{1,80}"),
    "preserveAspectRatio": re.compile(r"[A-Za-z ]*"),
    **dict.fromkeys(_PROPERTIES, _VALUE),
}
_CLIP = re.compile(r"url\(#([\w.:-]{1,80})\)")
_DASHES = re.compile(r"[\d.]{1,12}(?:[ ,]+[\d.]{1,12}){0,7}")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
# Of pairs alone, none of them counted from the one before: a curve is shorter than its corners.
_CORNERS = re.compile(r"[MLCQZz\d.,+\-eE\s]*")


class _TooMuch(ValueError):
    """It is not drawn in no time, or is more than shapes and words."""


def drawn_anew(data: bytes) -> bytes | None:
    """The drawing, with nothing in it but what is on the lists; None for what has to be left out.

    Args:
        data: an SVG in UTF-8.
    """
    try:
        if b"\0" in data or b"<!ENTITY" in data or b"<!ATTLIST" in data:
            return None
        data.decode("utf-8")
        root = ElementTree.fromstring(data)
        if _local(root) != "svg":
            return None
        made = _Copy(root).root
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError):
        return None
    return ElementTree.tostring(made)


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


class _Copy:
    """Copies a tree, and weighs it."""

    def __init__(self, root: ElementTree.Element) -> None:
        self._named: dict[str, ElementTree.Element] = {}
        self._dashes: dict[ElementTree.Element, float] = {}
        self._pixels = 0
        self.root = self._copied(root, 0)
        self._weigh()

    def _copied(self, element: ElementTree.Element, depth: int) -> ElementTree.Element:
        name = _local(element)
        if depth > MOST_DEPTH or name not in _SHAPES | _HOLDERS:
            raise _TooMuch(name)
        looks = _looks(element.attrib)
        made = ElementTree.Element(f"{_SPACE}{name}", self._attributes(name, element, looks))
        if name in _SHAPES and "stroke-dasharray" in looks:
            self._dash(made, looks["stroke-dasharray"])
        if name in ("text", "tspan"):
            made.text = element.text
        for child in element:
            if not isinstance(child.tag, str) or _local(child) in _LEFT_OUT:
                continue
            inner = self._copied(child, depth + 1)
            inner.tail = child.tail if name in ("text", "tspan") else None
            made.append(inner)
        if name == "clipPath" and any(_local(one) != "rect" for one in made):
            raise _TooMuch("a clip that is no rectangle")
        if (mine := made.get("id")) is not None:
            self._named.setdefault(mine, made)
        return made

    def _attributes(
        self, name: str, element: ElementTree.Element, looks: Mapping[str, str]
    ) -> dict[str, str]:
        taken = {key: value for key, value in element.attrib.items() if key in _TAKEN}
        # From a style, too, which has the last word.
        taken |= {key: value for key, value in looks.items() if key in _PROPERTIES}
        taken = {
            key: value for key, value in taken.items() if _FORMS.get(key, _PLACED).fullmatch(value)
        }
        if name not in _SHAPES:
            taken.pop("opacity", None)  # a layer of the whole picture for each group
        if name == "clipPath":
            return {key: taken[key] for key in ("id",) if key in taken}
        clip = _CLIP.fullmatch(looks.get("clip-path", "").strip())
        if clip and name in ("g", "path", "use", "image"):
            taken["clip-path"] = f"url(#{clip[1]})"
        link = element.get("href") or element.get(_LINK) or ""
        if name == "use":
            if not link.startswith("#"):
                raise _TooMuch("a copy of something elsewhere")
            taken[_LINK] = link
        elif name == "image":
            taken[_LINK] = self._picture(link)
        return taken

    def _picture(self, link: str) -> str:
        picture = harmless_picture(link.removeprefix(_PNG)) if link.startswith(_PNG) else None
        self._pixels += pixels_of(picture) if picture else 0
        if not picture or self._pixels > MAX_PICTURE_SHOWN:
            raise _TooMuch("a picture")
        return _PNG + picture

    def _dash(self, made: ElementTree.Element, pattern: str) -> None:
        if not _DASHES.fullmatch(pattern.strip()):
            return  # solid, then
        lengths = [float(one) for one in _NUMBER.findall(pattern)]
        mean = math.fsum(lengths) / len(lengths)
        if mean <= 0:
            return
        self._dashes[made] = _length(made) / mean
        made.set("stroke-dasharray", pattern.strip())

    def _weigh(self) -> None:
        """Count every element as often as it is drawn; a copy holds no copy."""
        sizes = {name: list(one.iter()) for name, one in self._named.items()}
        shapes, dashes = 0, math.fsum(self._dashes.values())
        for element in self.root.iter():
            shapes += 1 if "opacity" not in element.attrib else _LAYER
            if _local(element) != "use":
                continue
            inside = sizes.get(element.get(_LINK, "")[1:], [])
            if any(_local(one) == "use" for one in inside):
                raise _TooMuch("copies of copies")
            shapes += len(inside) + _LAYER * sum("opacity" in one.attrib for one in inside)
            dashes += math.fsum(self._dashes.get(one, 0.0) for one in inside)
            if shapes > MOST_SHAPES:
                raise _TooMuch("shapes")
        if shapes > MOST_SHAPES or not dashes <= MOST_DASHES:
            raise _TooMuch("shapes, or dashes")


def _looks(attributes: Mapping[str, str]) -> dict[str, str]:
    """What attributes and the style say of looks."""
    found = {key: value for key, value in attributes.items() if "}" not in key}
    for rule in found.pop("style", "").split(";"):
        key, colon, value = rule.partition(":")
        if colon:
            found[key.strip()] = value.strip()
    return found


def _length(shape: ElementTree.Element) -> float:
    """How long its line is, or longer."""
    line = shape.get("d", "")
    if line and _CORNERS.fullmatch(line):
        numbers = list(_numbers(line))
        points = list(zip(numbers[::2], numbers[1::2], strict=False))
        steps = [math.dist(one, other) for one, other in pairwise(points)]
        return 2 * math.fsum(steps)  # and back to where it began
    said = (shape.get(name, "") for name in ("d", "points", *_PLACES.split()[:12]))
    return 8 * math.fsum(abs(number) for text in said for number in _numbers(text))


def _numbers(text: str) -> Iterator[float]:
    return map(float, _NUMBER.findall(text))
