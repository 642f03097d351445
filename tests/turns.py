"""Tests that take turns: of what goes through very many values a run of `make test` takes a share.

``tests/in_turn.txt`` names files, each with the parameter whose values take turns, or ``-`` where
its tests themselves do. Of a parameter's values every fourth is taken, of fewer than four one;
which, says the commit, so that the next commits take the others. An exercise has its turn in all
files at once. `make test-all` and whoever calls pytest by hand run all of them.
"""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from autograder.files.paths import ROOT
from course_utils.core.exercise import exercises

_SHARES = 4
_TABLE = Path(__file__).parent / "in_turn.txt"


def table() -> dict[Path, str]:
    """The parameter of each file; ``-`` for its tests."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {ROOT / name: parameter for name, parameter in rows}


def turn_of(wanted: str) -> int | None:
    """The number of the turn that ``--turn`` asks for; None for all tests.

    Args:
        wanted: ``all``, ``commit`` or a number.

    Raises:
        pytest.UsageError: it is none of them.
    """
    if wanted == "all":
        return None
    if wanted.isdecimal():
        return int(wanted)
    if wanted != "commit":
        raise pytest.UsageError(f"--turn is all, commit or a number, not {wanted!r}")
    head = ("git", "-C", str(ROOT), "rev-parse", "--short=7", "HEAD")
    found = subprocess.run(head, capture_output=True, text=True, check=False)
    return int(found.stdout, 16) if found.returncode == 0 else None  # no repository: all


def passed_over(
    items: Iterable[pytest.Item], turn: int, parameters: Mapping[Path, str]
) -> list[pytest.Item]:
    """The tests whose turn it is not.

    Args:
        items: that were collected.
        turn: its number.
        parameters: of the files, see :func:`table`.
    """
    sets: dict[str, dict[str, list[pytest.Item]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        parameter = parameters.get(item.path)
        if parameter == "-":
            sets[str(item.path)][item.name].append(item)
        elif parameter and parameter in _values(item):
            value = _name(_values(item)[parameter])
            sets["exercises" if value in exercises() else f"{item.path} {parameter}"][value].append(
                item
            )
    found = []
    for values in sets.values():
        order = _order(values)
        shares = min(_SHARES, len(order))
        for rank, value in enumerate(order):
            if rank % shares != turn % shares:
                found += values[value]
    return found


def _values(item: pytest.Item) -> Mapping[str, object]:
    return item.callspec.params if hasattr(item, "callspec") else {}


def _name(value: object) -> str:
    return str(getattr(value, "id", value))


def _order(values: Iterable[str]) -> Sequence[str]:
    """Sorted; exercises as the course has them, whichever of them a file asks."""
    known = list(exercises())
    return known if set(values) <= set(known) else sorted(values)
