"""What is folded away in a card until it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fold:
    """Something to open.

    Attributes:
        title: what is seen of it at first.
        text: a sentence; empty where there is code alone.
        code: lines of code.
    """

    title: str
    text: str = ""
    code: str = ""


def folds_text(folds: Sequence[Fold]) -> list[str]:
    """The same in lines, open."""
    lines = []
    for fold in folds:
        lines.append(f"{fold.title}: {fold.text}" if fold.text else f"{fold.title}:")
        lines += [f"    {line}" for line in fold.code.splitlines()]
    return lines
