"""What stands below cells of a student's own file: shown to people, never graded, maybe forged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.rebuild.reading import Unreadable, read_outputs
from course_utils.core.released import Released
from course_utils.handin.match import match

_ESCAPES = re.compile(r"\x1b\[[0-9;]{0,20}m")


def outputs_below(
    path: Path, cells: Sequence[str], released: Released
) -> dict[str, list[Mapping[str, object]]]:
    """By cell, what stands below it; nothing at all where the file cannot be read.

    Args:
        path: the file as it was handed in.
        cells: ids of the released notebook.
        released: its structure.
    """
    if not cells or path.is_symlink() or not path.is_file():
        return {}
    try:
        rows = read_outputs(path.read_bytes())
    except (Unreadable, OSError):
        return {}
    places = match([cell for cell, _ in rows], released).places
    return {
        name: [
            one for at in places.get(name, ()) for one in rows[at][1] if isinstance(one, Mapping)
        ]
        for name in cells
    }


def output_text(outputs: Sequence[Mapping[str, object]]) -> str:
    """What was printed, without colours."""
    texts = [text for output in outputs for text in _texts(output)]
    return _ESCAPES.sub("", "\n".join(filter(None, texts))).strip("\n")


def _texts(output: Mapping[str, object]) -> Iterator[str]:
    kind, data = output.get("output_type"), output.get("data")
    if kind == "stream":
        yield joined(output.get("text"))
    elif kind == "error":
        yield f"{joined(output.get('ename'))}: {joined(output.get('evalue'))}"
    elif isinstance(data, Mapping):
        yield joined(data.get("text/plain"))


def joined(value: object) -> str:
    """A text, which a notebook may hold as a list of lines; empty for what is neither."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
