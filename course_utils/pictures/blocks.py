"""A module as the tree that it is: blocks in blocks, and what no register knows of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from course_utils.pictures.figure import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    Figure,
    canvas,
    finish,
)
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import refusing

_COLOURS = {"module": BLUE, "parameter": ORANGE, "buffer": GREEN, "not registered": GREY}
_WORDS = {
    "module": drawn("module"),
    "parameter": drawn("parameter"),
    "buffer": drawn("buffer"),
    "not registered": drawn("not registered"),
}
_ROWS = 24


@dataclass(frozen=True, slots=True)
class _Row:
    depth: int
    name: str
    what: str
    kind: str
    path: str


@refusing
def module_tree(module: nn.Module, *, caption: str = "") -> Figure:
    """A module with its blocks, parameters and buffers; what is not registered is dotted.

    Args:
        module: any module; at most 24 lines are drawn.
        caption: what to see in it.
    """
    rows = list(_rows(module, type(module).__name__, 0))
    shown = rows[:_ROWS]
    height, width = 0.36 * len(shown) + 0.55, 6.4
    with canvas(width, height) as (drawing, axes):
        axes.set(xlim=(0, 10), ylim=(-len(shown) - 0.55, 0.6))
        axes.axis("off")
        for index, row in enumerate(shown):
            _draw(axes, row, -index, _parent(shown, index))
        for index, (kind, colour) in enumerate(_COLOURS.items()):
            dotted = kind == "not registered"
            axes.plot(
                [2.4 * index + 0.1, 2.4 * index + 0.5], [-len(shown) - 0.2] * 2, color=colour,
                linewidth=2.4, linestyle=":" if dotted else "-",
            )  # fmt: skip
            axes.text(
                2.4 * index + 0.65,
                -len(shown) - 0.2,
                _WORDS[kind],
                size=8.5,
                va="center",
                color=INK,
            )
        words = "; ".join(f"{_WORDS[row.kind]} {row.path} {row.what}".strip() for row in rows)
        alt = "A tree of boxes: registered parts with solid lines, others dotted."
        return finish(drawing, caption, alt, words + ".")


def _rows(
    module: nn.Module, name: str, depth: int, kind: str = "module", path: str = ""
) -> Iterator[_Row]:
    called = type(module).__name__
    yield _Row(depth, name, "" if name == called else called, kind, path or name)
    # Below something unregistered nothing is registered with the tree either.
    lost = kind == "not registered"
    before = f"{path}." if path else ""
    for key, parameter in module.named_parameters(recurse=False):
        leaf = kind if lost else "parameter"
        yield _Row(depth + 1, key, str(tuple(parameter.shape)), leaf, before + key)
    for key, buffer in module.named_buffers(recurse=False):
        leaf = kind if lost else "buffer"
        yield _Row(depth + 1, key, str(tuple(buffer.shape)), leaf, before + key)
    for key, child in module.named_children():
        yield from _rows(child, key, depth + 1, kind, before + key)
    for key, value in vars(module).items():
        if not key.startswith("_"):
            yield from _unregistered(key, value, depth + 1, before)


def _unregistered(key: str, value: object, depth: int, before: str) -> Iterator[_Row]:
    members: list[tuple[str, object]] = [(key, value)]
    if isinstance(value, Mapping):
        members = [(f"{key}[{index!r}]", member) for index, member in value.items()]
    elif isinstance(value, (list, tuple)):
        members = [(f"{key}[{index}]", member) for index, member in enumerate(value)]
    for name, member in members:
        if isinstance(member, nn.Module):
            yield from _rows(member, name, depth, "not registered", before + name)
        elif isinstance(member, torch.Tensor):
            shape = drawn(f"tensor {tuple(member.shape)}")
            yield _Row(depth, name, shape, "not registered", before + name)


def _parent(rows: list[_Row], index: int) -> int | None:
    above = (i for i in range(index - 1, -1, -1) if rows[i].depth < rows[index].depth)
    return next(above, None)


def _draw(axes: Any, row: _Row, y: float, parent: int | None) -> None:
    colour = _COLOURS[row.kind]
    style = ":" if row.kind == "not registered" else "-"
    x = 0.15 + 1.1 * row.depth
    if parent is not None:
        corner = x - 0.75
        axes.plot([corner, corner, x - 0.1], [-parent - 0.36, y, y], color=colour, linestyle=style)
    label = f"{row.name}  {row.what}" if row.what else row.name
    axes.text(
        x, y, label, size=9.5, va="center", color=INK,
        weight="bold" if row.depth == 0 else "normal",
        bbox={"boxstyle": "round,pad=0.3", "facecolor": colour + "1c", "edgecolor": colour,
              "linestyle": style},
    )  # fmt: skip
