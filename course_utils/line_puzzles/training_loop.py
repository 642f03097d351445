"""The training loop: every order that trains as the loop of chapter 5 does is right."""

from __future__ import annotations

from collections.abc import Iterator

from course_utils.line_puzzles.program import LineFault, Program, Puzzle, PuzzleLine

_EVERY_BATCH = ("zero", "logits", "loss", "back", "step")
_INSIDE = ("epoch", "batch")
# (first, then): what has to be there before it can be used.
_ORDER = (("logits", "loss"), ("loss", "back"), ("back", "step"))


def _faults(program: Program) -> Iterator[LineFault]:
    at = {placed.line.key: place for place, placed in enumerate(program.lines)}
    around = {key: program.around(place) for key, place in at.items()}
    if around.get("epoch"):
        code = "batch-outside" if "batch" in around["epoch"] else "epoch-inside"
        yield LineFault(f"arrange.{code}", at["epoch"])
    if "epoch" in at and "batch" in at and around["batch"] != ("epoch",):
        yield LineFault("arrange.batch-once", at["batch"])
    if "make" in at:
        if around["make"]:
            yield LineFault("arrange.make-again", at["make"])
        elif at["make"] > min((at[key] for key in at if key != "make"), default=at["make"]):
            yield LineFault("arrange.make-late", at["make"])
    if "epoch" in at and "batch" in at:
        for key in _EVERY_BATCH:
            if key in at and around[key] != _INSIDE:
                once = "epoch" if around[key] == ("epoch",) else "outside"
                yield LineFault(f"arrange.{'zero' if key == 'zero' else 'line'}-{once}", at[key])
    for first, then in _ORDER:
        if first in at and then in at and at[first] > at[then]:
            yield LineFault(f"arrange.{then}-early", at[then])
    if {"zero", "back", "step"} <= set(at) and at["back"] < at["zero"] < at["step"]:
        yield LineFault("arrange.zero-between", at["zero"])


TRAINING_LOOP = Puzzle(
    "training-loop",
    "",
    (
        PuzzleLine("make", "optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)"),
        PuzzleLine("epoch", "for epoch in range(epochs):"),
        PuzzleLine("batch", "for xb, yb in loader:"),
        PuzzleLine("zero", "optimizer.zero_grad()"),
        PuzzleLine("logits", "logits = model(xb)"),
        PuzzleLine("loss", "loss = F.cross_entropy(logits, yb)"),
        PuzzleLine("back", "loss.backward()"),
        PuzzleLine("step", "optimizer.step()"),
        PuzzleLine("softmax", "logits = model(xb).softmax(dim=1)", belongs=False),
        PuzzleLine("item", "loss.item().backward()", belongs=False),
    ),
    _faults,
)
