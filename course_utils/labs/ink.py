"""What a pen has drawn, as an image of the kind that a network for MNIST has learned from.

A network reads only what looks like its training data, so a drawing gets the treatment
that MNIST's images had (LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist):

1. **Size.** The writing is scaled, without changing its proportions, until its longer side
   is 20 pixels. All but one of the course's 4,000 digits are 20 pixels high or wide.
2. **Grey levels.** The scaled writing is sampled four times as finely in both directions and
   averaged (anti-aliasing): a pixel that is half covered is half grey.
3. **Place.** The 20 × 20 box is moved by whole pixels until the centre of mass of the ink,
   not the middle of the box, is at row 14, column 14 of the 28 × 28 image, counted from 0.
   In every one of the 4,000 it lies within half a pixel of there.

One thing is done otherwise on purpose. MNIST scaled images of writing, so that small writing
got a thicker pen. Here the way of the pen is scaled, and the pen stays as wide as MNIST's is
on the average: somebody who draws small is read as well as somebody who draws large.
"""

from __future__ import annotations

import re
from itertools import pairwise

import torch

from course_utils.digits import SIDE

Strokes = tuple[tuple[tuple[float, float], ...], ...]

BOX = 20
CENTRE = 14
PEN = 1.15  # half the pen's width, in pixels of the image
FINE = 4
MOST_POINTS = 4000
# A dot is no long stroke seen from far away: it is scaled no further than this.
MOST_SCALED = 4.0
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d{1,3})?),(-?\d{1,3}(?:\.\d{1,3})?)")


def read_strokes(text: str) -> Strokes:
    """Strokes as the pad sends them: ``4,5 6.5,7;10,3 …``, x and y in cells of the field.

    Raises:
        ValueError: the text is something else, or far too long.
    """
    strokes = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        words = part.split()
        found = [_POINT.fullmatch(word) for word in words]
        if not all(found):
            raise ValueError("A drawing is written as 4,5 6.5,7;10,3 9,3: points of strokes.")
        strokes.append(tuple((float(m[1]), float(m[2])) for m in found if m))
    if sum(map(len, strokes)) > MOST_POINTS:
        raise ValueError(f"A drawing has at most {MOST_POINTS:,} points.")
    return tuple(strokes)


def inked(strokes: Strokes) -> torch.Tensor:
    """The strokes as a (28, 28) float32 image in [0, 1], prepared as the module says."""
    segments = _segments(strokes)
    if not len(segments):
        return torch.zeros(SIDE, SIDE)
    low, high = segments.flatten(0, 1).amin(0), segments.flatten(0, 1).amax(0)
    extent = float((high - low).max())
    scale = min((BOX - 2 * PEN) / max(extent, 1e-6), MOST_SCALED)
    drawn = (segments - (low + high) / 2) * scale + BOX / 2
    fine = _covered(drawn, BOX * FINE)
    box = fine.view(BOX, FINE, BOX, FINE).mean(dim=(1, 3))
    return centred(box)


def centred(box: torch.Tensor) -> torch.Tensor:
    """An image of at most 28 × 28 moved by whole pixels: its centre of mass comes to (14, 14).

    Args:
        box: (H, W) of ink, 0 is paper.

    Returns:
        (28, 28); what would leave the frame is cut off.
    """
    frame = torch.zeros(SIDE, SIDE)
    mass = float(box.sum())
    if mass <= 0:
        return frame
    rows, columns = box.shape
    down = float((box.sum(1) * torch.arange(rows)).sum()) / mass
    along = float((box.sum(0) * torch.arange(columns)).sum()) / mass
    top, left = round(CENTRE - down), round(CENTRE - along)
    for row in range(max(0, -top), min(rows, SIDE - top)):
        start, end = max(0, -left), min(columns, SIDE - left)
        frame[row + top, start + left : end + left] = box[row, start:end]
    return frame


def _segments(strokes: Strokes) -> torch.Tensor:
    """(S, 2, 2): start and end of every straight piece; a point alone is a piece of length 0."""
    pieces = [
        piece
        for stroke in strokes
        for piece in (pairwise(stroke) if len(stroke) > 1 else [stroke * 2])
    ]
    return torch.tensor(pieces, dtype=torch.float32).reshape(-1, 2, 2)


def _covered(segments: torch.Tensor, size: int) -> torch.Tensor:
    """Which of size × size points are under the pen; the pieces are in pixels of the box."""
    places = (torch.arange(size) + 0.5) / FINE
    covered = torch.zeros(size, size, dtype=torch.bool)
    for (x0, y0), (x1, y1) in segments.tolist():
        # Only the points near the piece: a long drawing is no slower than it must be.
        columns = _near(min(x0, x1), max(x0, x1), size)
        rows = _near(min(y0, y1), max(y0, y1), size)
        across, down = places[columns][None, :] - x0, places[rows][:, None] - y0
        way = x1 - x0, y1 - y0
        length = max(way[0] ** 2 + way[1] ** 2, 1e-12)
        share = ((across * way[0] + down * way[1]) / length).clamp(0, 1)
        away = (across - share * way[0]) ** 2 + (down - share * way[1]) ** 2
        covered[rows, columns] |= away <= PEN**2
    return covered.float()


def _near(low: float, high: float, size: int) -> slice:
    return slice(max(0, int((low - PEN) * FINE) - 1), min(size, int((high + PEN) * FINE) + 2))
