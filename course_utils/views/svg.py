"""One SVG element as text: where all drawings escape their words and round their numbers."""

from __future__ import annotations

from functools import cache
from html import escape


def element(tag: str, *inside: str, text: str = "", **attributes: str | float | None) -> str:
    """An element with what stands inside of it.

    Args:
        tag: its name.
        inside: finished elements.
        text: plain words, which are escaped here.
        attributes: by name, with ``_`` for ``-`` and ``class_`` for ``class``. Numbers are
            rounded to a tenth, words escaped; None leaves the attribute out.
    """
    parts = [f"<{tag}"]
    for name, value in attributes.items():
        if value is not None:
            shown = escape(value) if isinstance(value, str) else decimal(value)
            parts.append(f' {_written(name)}="{shown}"')
    content = escape(text, quote=False) + "".join(inside)
    parts.append(f">{content}</{tag}>" if content else "/>")
    return "".join(parts)


@cache
def _written(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def decimal(value: float) -> str:
    """A coordinate or length, to a tenth of its unit."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
