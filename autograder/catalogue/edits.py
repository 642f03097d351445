"""A change of code: the old text, and the new text that replaces it.

Edits are located in the one text that they are edits of, all of them at once, so their
order says nothing and two of them can exchange two names. The old text is replaced
wherever it stands as whole words; an edit whose old text is gone refuses.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


class EditRefused(ValueError):
    """The old text of an edit does not stand in the source, or two edits overlap."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a source's text.

    Attributes:
        old: a piece of one line; for whole lines, one or more lines without their
            common indentation.
        new: what replaces it; empty deletes it, and a line of which nothing is left.
        lines: whether whole lines are meant.
    """

    old: str
    new: str
    lines: bool = False

    def __str__(self) -> str:
        return f"{self.old} → {self.new}".rstrip()


Span = tuple[int, int, str]  # from, to, and what comes in between


def apply(source: str, edits: Iterable[Edit]) -> str:
    """The source with all edits made.

    Raises:
        EditRefused: an old text does not stand there, or two edits overlap.
    """
    spans = sorted(span for edit in edits for span in _spans(source, edit))
    for (_, end, _), (start, _, _) in pairwise(spans):
        if start < end:
            raise EditRefused(f"two edits change the same place: {source[start:end]!r}")
    for start, end, new in reversed(spans):
        source = source[:start] + new + source[end:]
    return source


def _spans(source: str, edit: Edit) -> list[Span]:
    found = _line_spans(source, edit) if edit.lines else _word_spans(source, edit)
    if not found:
        how = ", as whole lines" if edit.lines else ""
        raise EditRefused(f"{edit.old!r} does not stand in the right answer{how}")
    return found


def _word_spans(source: str, edit: Edit) -> list[Span]:
    # A name is replaced where it stands as a name, never inside a longer one.
    before = r"(?<!\w)" if re.match(r"\w", edit.old) else ""
    after = r"(?!\w)" if re.search(r"\w$", edit.old) else ""
    spans = []
    for match in re.finditer(before + re.escape(edit.old) + after, source):
        start, end = match.span()
        line_start = source.rfind("\n", 0, start) + 1
        line_end = source.find("\n", end)
        line_end = len(source) if line_end < 0 else line_end + 1
        alone = source[line_start:line_end].strip() == edit.old
        spans.append(
            (line_start, line_end, "") if alone and not edit.new else (start, end, edit.new)
        )
    return spans


def _line_spans(source: str, edit: Edit) -> list[Span]:
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    wanted = edit.old.splitlines()
    spans = []
    for first in range(len(lines) - len(wanted) + 1):
        here = [line.rstrip("\n") for line in lines[first : first + len(wanted)]]
        if textwrap.dedent("\n".join(here)) == "\n".join(wanted):
            indent = _indent(here)
            new = textwrap.indent(edit.new, indent) + "\n" if edit.new else ""
            spans.append((starts[first], starts[first + len(wanted)], new))
    return spans


def _indent(lines: Sequence[str]) -> str:
    return min((line[: len(line) - len(line.lstrip())] for line in lines if line.strip()), key=len)
