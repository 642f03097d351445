"""What is folded away in a card until it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


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


_CODE = (
    "font-family:var(--jp-code-font-family,ui-monospace,Menlo,Consolas,monospace);"
    "font-size:.93em;color:inherit;background:rgba(128,128,128,.12);margin:.3em 0 .2em;"
    "padding:.3em .6em;white-space:pre-wrap;overflow-wrap:anywhere"
)


def folds_html(folds: Sequence[Fold]) -> str:
    """The folds, closed."""
    return "".join(_fold(fold) for fold in folds)


def _fold(fold: Fold) -> str:
    text = f"<div>{escape(fold.text, quote=False)}</div>" if fold.text else ""
    code = f'<pre style="{_CODE}">{escape(fold.code, quote=False)}</pre>' if fold.code else ""
    return (
        '<details style="margin-top:.35em"><summary style="cursor:pointer">'
        f"{escape(fold.title)}</summary>{text}{code}</details>"
    )


def folds_text(folds: Sequence[Fold]) -> list[str]:
    """The same in lines, open."""
    lines = []
    for fold in folds:
        lines.append(f"{fold.title}: {fold.text}" if fold.text else f"{fold.title}:")
        lines += [f"    {line}" for line in fold.code.splitlines()]
    return lines
