"""What ``--json`` prints: one object a line on standard output, and nothing else there.

That is JSON Lines: a program reads it line by line while the work goes on, and an empty list is
an empty output. Sentences, progress and errors go to the error stream, and the exit code is the
one without ``--json``. A mark is ``points`` of ``max``, and null where there is none.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import typer


def json_option(rows: str) -> Any:
    """The option ``--json``.

    Args:
        rows: what stands in a line, such as ``One JSON object a student.``
    """
    return typer.Option("--json", help=rows)


def print_objects(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print each as soon as it is there.

    In ASCII: a terminal obeys some characters beyond it. A number that JSON has no word for is
    null.
    """
    for row in rows:
        try:
            line = json.dumps(row, allow_nan=False)
        except ValueError:
            line = json.dumps(_finite(row), allow_nan=False)
        print(line, flush=True)


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _finite(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
