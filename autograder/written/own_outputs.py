"""What a student's own runs have shown, out of the file that was handed in, for whoever grades.

Nothing of it was graded, and all of it may be forged. It is shown as text and as pictures: a
PNG and an SVG are written anew, the SVG from shapes and words alone, and drawn by the browser as
images, in which nothing runs and nothing is loaded. HTML is never shown.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.rebuild.outputs_below import joined, output_text, outputs_below
from autograder.submission.harmless import MAX_PICTURE_SHOWN, harmless_picture, pixels_of
from autograder.submission.highlight import visible
from autograder.written.drawing import drawn_anew
from course_utils.core.released import Released

MAX_TEXT = 4_000  # characters of one cell's outputs
MAX_IMAGE = 400_000  # characters of base64
MAX_IMAGES = 4  # of one cell
_OUTPUTS = 200  # that are looked at
# How this course's own pictures stand in an output: an image in a figure.
_INLINED = re.compile(r'src="data:image/(svg\+xml|png);base64,([A-Za-z0-9+/=]{1,400000})"')


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
    below = outputs_below(path, cells, released)
    return [_shown(name, below[name]) for name in cells if name in below]


def _shown(cell: str, outputs: Sequence[Mapping[str, object]]) -> OwnOutput:
    images = [image for output in outputs[:_OUTPUTS] for image in _images(output)]
    text = output_text(outputs[:_OUTPUTS])
    more = len(text) > MAX_TEXT or len(images) > MAX_IMAGES or len(outputs) > _OUTPUTS
    return OwnOutput(cell, visible(text[:MAX_TEXT]), tuple(images[:MAX_IMAGES]), more)


def _images(output: Mapping[str, object]) -> Iterator[str]:
    data = output.get("data")
    if not isinstance(data, Mapping):
        return
    drawn = joined(data.get("image/svg+xml"))
    found = _INLINED.search(joined(data.get("text/html")))
    if data.get("image/png"):
        yield from _png(joined(data["image/png"]))
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
    if picture and pixels_of(picture) <= MAX_PICTURE_SHOWN:
        yield f"data:image/png;base64,{picture}"


def _svg(data: bytes) -> Iterator[str]:
    made = drawn_anew(data) if len(data) <= MAX_IMAGE else None
    if made is not None:
        yield f"data:image/svg+xml;base64,{base64.b64encode(made).decode('ascii')}"
