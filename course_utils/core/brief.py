"""A value that somebody typed, as a sentence about it names it: short, whatever it is."""

from __future__ import annotations

from course_utils.core.kinds import with_article

_MOST = 40


def brief(value: object) -> str:
    """The value as Python writes it, cut where it is long; else what kind of thing it is."""
    if isinstance(value, str):
        return repr(cut(value, _MOST))
    try:
        return cut(" ".join(repr(value).split()), _MOST)
    except Exception:  # a number of too many digits, or a class's own repr
        return with_article(type(value).__name__)


def spelled(value: object) -> str:
    """The value as text; of one that has no text, what kind of thing it is."""
    try:
        # Half a sign, which no file and no page can hold, becomes a question mark.
        return str(value).encode("utf-8", "replace").decode("utf-8")
    except Exception:
        return brief(value)


def cut(text: str, most: int = 200) -> str:
    """The text, or its beginning with an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"
