"""A node of two inputs with its own backward: forward may stand above it or below."""

from __future__ import annotations

from collections.abc import Iterator

from course_utils.line_puzzles.program import LineFault, Program, Puzzle, PuzzleLine

_METHODS = ("forward", "backward")
# Each line of a method, and the one that has to come after it there.
_HOMES = {"save": "forward", "result": "forward", "saved": "backward", "gradients": "backward"}
_LAST = {"save": "result", "saved": "gradients"}


def _faults(program: Program) -> Iterator[LineFault]:
    lines = program.lines
    at = {placed.line.key: place for place, placed in enumerate(lines)}
    for key in _METHODS:
        if key in at and program.around(at[key]):
            yield LineFault("arrange.method-inside", at[key])
    statics = [place for place, placed in enumerate(lines) if placed.line.key == "static"]
    for place in statics:
        below = lines[place + 1] if place + 1 < len(lines) else None
        if below is None or below.line.key not in _METHODS or below.level != lines[place].level:
            yield LineFault("arrange.static-alone", place)
    if len(statics) == len(_METHODS):
        for key in _METHODS:
            if key in at and at[key] - 1 not in statics:
                yield LineFault("arrange.method-bare", at[key])
    for key, home in _HOMES.items():
        if key in at and home in at and program.around(at[key]) != (home,):
            yield LineFault(f"arrange.{key}-elsewhere", at[key])
    for key, last in _LAST.items():
        if key in at and last in at and at[key] > at[last]:
            yield LineFault("arrange.after-return", at[key])


FUNCTION_BACKWARD = Puzzle(
    "function-backward",
    "class Product(torch.autograd.Function):",
    (
        PuzzleLine("static", "@staticmethod"),
        PuzzleLine("forward", "def forward(ctx, a, b):"),
        PuzzleLine("save", "ctx.save_for_backward(a, b)"),
        PuzzleLine("result", "return a * b"),
        PuzzleLine("static", "@staticmethod"),
        PuzzleLine("backward", "def backward(ctx, upstream):"),
        PuzzleLine("saved", "a, b = ctx.saved_tensors"),
        PuzzleLine("gradients", "return upstream * b, upstream * a"),
        PuzzleLine("swapped", "return upstream * a, upstream * b", belongs=False),
        PuzzleLine("slopes", "return b, a", belongs=False),
    ),
    _faults,
)
