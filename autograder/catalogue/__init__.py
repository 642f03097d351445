"""The catalogue: for every exercise its cases, its right answer and the known wrong ones.

Its names are imported when they are first used: most hold code that computes, and a process
that does not compute reads the chapters alone.
"""

import importlib
from typing import TYPE_CHECKING, Any

from autograder.catalogue.chapters import CHAPTERS, exercises_in, require_chapter

if TYPE_CHECKING:
    from autograder.catalogue.entry import Entry, catalogue, chapter_of, find_entry, warm_up_entry
    from autograder.catalogue.keys import make_keys, run

__all__ = [
    "CHAPTERS",
    "Entry",
    "catalogue",
    "chapter_of",
    "exercises_in",
    "find_entry",
    "make_keys",
    "require_chapter",
    "run",
    "warm_up_entry",
]

_HOMES = {
    "Entry": "entry",
    "catalogue": "entry",
    "chapter_of": "entry",
    "find_entry": "entry",
    "make_keys": "keys",
    "run": "keys",
    "warm_up_entry": "entry",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
