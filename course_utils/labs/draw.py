"""A digit drawn by hand, read by the student's own model, and the ink that voted for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from course_utils.digits import SIDE
from course_utils.labs.controls import pad
from course_utils.labs.drawings import ALL_DRAWINGS, DRAWINGS
from course_utils.labs.ink import inked, read_strokes
from course_utils.labs.lab import Lab
from course_utils.labs.raster import grey_png, votes_png
from course_utils.labs.svg import Sheet
from course_utils.pictures.figure import BLUE, GREY, INK, ORANGE, PALE, Figure
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import NotDrawn, refusing

_SIZE, _TOP = 168.0, 52.0
_BARS = _TOP + _SIZE + 34
_CAPTION = (
    "Left: the drawing as the model gets it, 20 pixels high or wide and centred. Right: the ink "
    "that voted; orange ink speaks for the answer, purple ink against it."
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a model says of one image, by the names of its answers, and how the ink voted."""

    shares: dict[str, float]
    votes: torch.Tensor  # (28, 28)
    sides: str  # whom orange ink speaks for, and whom purple
    rows: tuple[str, ...] = ()  # what stands under the bars

    @property
    def answer(self) -> str:
        return max(self.shares, key=lambda name: self.shares[name])

    @property
    def sure(self) -> float:
        return self.shares[self.answer]


@refusing
def draw(network: Callable[[torch.Tensor], torch.Tensor], *, caption: str = _CAPTION) -> Lab:
    """Draw a digit, and see what a network of ten classes reads and which ink voted for it.

    Answers: does it read *my* hand, and what would change its mind?

    The votes are x · ∂(z₁ − z₂)/∂x, pixel by pixel: z₁ is the largest logit, z₂ the second
    largest. For a network of linear layers and ReLUs they add up to z₁ − z₂, but for the biases.

    Args:
        network: takes (N, 784) in [0, 1], gives logits (N, 10).
        caption: what to see in it.
    """

    def reading(image: torch.Tensor) -> _Reading:
        x = image.reshape(1, -1).to(_device(network)).requires_grad_()
        with torch.enable_grad():
            logits = network(x)
            if tuple(logits.shape) != (1, 10):
                raise NotDrawn(f"draw wants logits (1, 10), not {tuple(logits.shape)}.")
            first, second = (int(k) for k in logits[0].topk(2).indices)
            (slope,) = torch.autograd.grad(logits[0, first] - logits[0, second], x)
        shares = logits.detach()[0].double().softmax(0).tolist()
        votes = (slope * x.detach()).reshape(SIDE, SIDE).cpu()
        named = {str(k): share for k, share in enumerate(shares)}
        return _Reading(named, votes, _sides(first, second))

    return _lab(reading, caption, tuple(str(k) for k in range(10)), "draw")


@refusing
def draw_pair(model: Any, zero: int, one: int, *, caption: str = "") -> Lab:
    """Draw a digit, and see which of two a logistic regression reads and which ink voted.

    Answers: which strokes make it an 8?

    Args:
        model: chapter 4's: takes a column (784, 1) in [0, 1], gives the probability (1, 1)
            of ``one``; ``model.w`` holds 784 weights and ``model.b`` the bias.
        zero, one: the digits that the labels 0 and 1 stand for.
        caption: what to see in it.
    """

    def reading(image: torch.Tensor) -> _Reading:
        with torch.no_grad():
            yhat = float(model(image.reshape(-1, 1).to(_device(model))).reshape(()))
        votes = torch.as_tensor(model.w).detach().cpu().reshape(SIDE, SIDE) * image
        plus, minus, b = float(votes.clamp(min=0).sum()), float(votes.clamp(max=0).sum()), model.b
        rows = (
            f"w · x = {plus:.2f} − {-minus:.2f} = {plus + minus:.2f}".replace("= -", "= −"),
            f"b = {float(torch.as_tensor(b).reshape(())):.2f}".replace("-", "−"),
            f"ŷ = {yhat:.2f}, the probability of the {one}",
        )
        return _Reading({str(zero): 1 - yhat, str(one): yhat}, votes, _sides(one, zero), rows)

    told = caption or (
        "Left: the drawing as the model gets it, 20 pixels high or wide and centred. Right: w · x "
        f"pixel by pixel; orange ink votes for the {one}, purple ink for the {zero}."
    )
    return _lab(reading, told, (str(zero), str(one)), "draw_pair")


def _lab(
    reading: Callable[[torch.Tensor], _Reading],
    caption: str,
    answers: tuple[str, ...],
    name: str,
) -> Lab:
    def drawn(drawing: str) -> Figure:
        if drawing == ALL_DRAWINGS:
            return _overview(reading, answers)
        image = inked(read_strokes(DRAWINGS.get(drawing, drawing)))
        return _one(reading(image), image, caption)

    return Lab(drawn, [pad("drawing", "Drawing")], name=name)


def _one(read: _Reading, image: torch.Tensor, caption: str) -> Figure:
    few = len(read.shares) == 2
    sheet = Sheet(2 * _SIZE + 36, _BARS + (130 if few else 10 * 19.0))
    best = read.answer
    head = drawn(f"It reads an {best}") if best == "8" else drawn(f"It reads a {best}")
    sheet.text((sheet.width / 2, 22), head, size=15, bold=True)
    panels = (("what the model gets", "", grey_png(image)),
              ("which ink voted", read.sides, votes_png(read.votes, image)))  # fmt: skip
    for place, (title, below, png) in enumerate(panels):
        x = 12 + place * (_SIZE + 12)
        sheet.text((x + _SIZE / 2, _TOP - 8), title, size=12.5)
        sheet.image((x, _TOP), (_SIZE, _SIZE), png)
        sheet.rect((x, _TOP), (_SIZE, _SIZE), stroke=GREY, width=0.8)
        sheet.text((x + _SIZE / 2, _TOP + _SIZE + 16), below, size=12)
    _bars(sheet, read)
    for row, words in enumerate(read.rows):
        sheet.text((40, _BARS + 72 + 20 * row), words, size=13, colour=INK, anchor="start")
    first, second = sorted(read.shares, key=lambda name: -read.shares[name])[:2]
    sure, less = _percent(read.shares[first]), _percent(read.shares[second])
    told = [
        f"It reads an {first}: {sure} sure."
        if first == "8"
        else f"It reads a {first}: {sure} sure.",
        f"The second best is the {second}, {less}.",
        *_where(read, first, second),
    ]
    alt = "A drawing, the ink that voted, and the answers as bars."
    return sheet.figure(caption, alt, " ".join(told))


def _bars(sheet: Sheet, read: _Reading) -> None:
    few = len(read.shares) == 2
    height, step = (20.0, 27.0) if few else (13.0, 18.5)
    wide = sheet.width - 100
    for row, (name, share) in enumerate(read.shares.items()):
        y = _BARS + row * step
        best = name == read.answer
        sheet.rect((40, y), (wide, height), fill=PALE)
        sheet.rect((40, y), (wide * share, height), fill=ORANGE if best else BLUE)
        middle = y + height / 2 + 4.5
        sheet.text((26, middle), name, size=13, bold=best)
        sheet.text((sheet.width - 10, middle), f"{share:.0%}", size=13, anchor="end", bold=best)


def _where(read: _Reading, first: str, second: str) -> list[str]:
    """In words, where the ink is that speaks most for the answer and most against it."""
    # Of two classes the votes speak for the second, whatever the answer is.
    sign = -1 if len(read.shares) == 2 and read.answer == next(iter(read.shares)) else 1
    parts = {
        name: sign * read.votes[rows, columns]
        for names, rows in (
            ((drawn("upper left"), drawn("upper right")), slice(0, 11)),
            ((drawn("middle left"), drawn("middle right")), slice(11, 17)),
            ((drawn("lower left"), drawn("lower right")), slice(17, 28)),
        )
        for name, columns in zip(names, (slice(0, 14), slice(14, 28)), strict=True)
    }
    sums = {name: float(part.sum()) for name, part in parts.items()}
    most, least = max(sums, key=lambda k: sums[k]), min(sums, key=lambda k: sums[k])
    told = []
    if sums[most] > 0:
        told.append(f"The ink that speaks most for the {first} is at the {most}.")
    if sums[least] < 0:
        told.append(f"What speaks most for the {second} is at the {least}.")
    return told or ["No ink speaks for anything."]


def _overview(reading: Callable[[torch.Tensor], _Reading], answers: tuple[str, ...]) -> Figure:
    """All the ready drawings with what the model says: what a page without widgets shows."""
    sheet = Sheet(4 * 98 + 12, 3 * 122 + 6)
    told, right, asked = [], 0, 0
    for place, (name, strokes) in enumerate(DRAWINGS.items()):
        image = inked(read_strokes(strokes))
        read = reading(image)
        digit = next(letter for letter in name if letter.isdigit())
        meant = digit in answers
        missed = meant and read.answer != digit
        asked, right = asked + meant, right + (meant and not missed)
        x, y = 12 + place % 4 * 98.0, 8 + place // 4 * 122.0
        sheet.image((x, y), (84, 84), grey_png(image))
        sheet.rect((x, y), (84, 84), stroke=ORANGE if missed else GREY, width=3 if missed else 0.8)
        mark = ("✗ " if missed else "✓ ") if meant else ""
        sheet.text((x + 42, y + 99), f"{mark}says {read.answer}", size=12, bold=missed)
        sheet.text((x + 42, y + 113), f"{read.sure:.0%} sure", size=10.5, colour=INK)
        told.append(f"{name} is read as {read.answer} ({_percent(read.sure)} sure)")
    captions = ["Twelve ready drawings, and what the model says to each."]
    if asked < len(DRAWINGS):
        one, other = answers
        captions.append(f"It has learned {one} and {other} alone, and has to say one of them.")
    text = f"{right} of the {asked} drawings that it can know are read rightly."
    listed = "; ".join(told) + "."
    return sheet.figure(" ".join(captions), "Twelve drawn digits.", " ".join([text, listed]))


def _sides(orange: object, purple: object) -> str:
    return drawn(f"{orange}: orange, {purple}: purple")


def _percent(share: float) -> str:
    """A probability in words that does not claim certainty."""
    return "< 1%" if share < 0.005 else "> 99%" if share > 0.995 else f"{share:.0%}"


def _device(model: Any) -> torch.device:
    """Where the model's numbers live."""
    parameters = getattr(model, "parameters", None)
    held = list(parameters()) if callable(parameters) else []
    tensors = [*held, getattr(model, "w", None)]
    return next((t.device for t in tensors if isinstance(t, torch.Tensor)), torch.device("cpu"))
