"""What the README says of the course, counted: nobody edits a number of it by hand.

The text between ``<!-- built: NAME -->`` and ``<!-- end -->`` is made here.
"""

from __future__ import annotations

import re

from autograder.build.outline import SourceError, course_hours
from autograder.catalogue import CHAPTERS, catalogue
from autograder.files.paths import ROOT

README = ROOT / "README.md"
_MARKED = re.compile(r"(?P<start><!-- built: (?P<name>[a-z]+) -->).*?(?P<end><!-- end -->)", re.S)


def readme_text() -> str:
    """``README.md`` with its marked places made anew.

    Raises:
        SourceError: a mark is missing, occurs twice, or has no end.
    """
    text = README.read_text(encoding="utf-8")
    made = {"catalogue": f"\n{_catalogue()}\n", "hours": _hours()}
    names = [match["name"] for match in _MARKED.finditer(text)]
    if sorted(names) != sorted(made):
        wanted = ", ".join(f"<!-- built: {name} --> … <!-- end -->" for name in made)
        raise SourceError(f"README.md has to hold each of these once: {wanted}.")
    return _MARKED.sub(lambda match: match["start"] + made[match["name"]] + match["end"], text)


def _catalogue() -> str:
    """How large the catalogue is, in a sentence."""
    entries = catalogue().values()
    mistakes = sum(len(entry.mistakes) for entry in entries)
    wrong = sum(len(entry.wrong) for entry in entries)
    right = sum(len(entry.variants) for entry in entries)
    return (
        f"The catalogue holds {len(entries)} exercises in {len(CHAPTERS)} chapters, with "
        f"{mistakes:,} named mistakes, {wrong:,} wrong\n"
        f"answers that make them and {right} right answers written differently."
    )


def _hours() -> str:
    """How long the course takes, by what each chapter says at its top.

    Raises:
        SourceError: a chapter does not say it.
    """
    hours, with_numpy = course_hours()
    return (
        f"The {len(CHAPTERS)} chapters take about {hours} hours, or {with_numpy} if you know NumPy"
    )
