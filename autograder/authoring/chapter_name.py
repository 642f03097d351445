"""What a new chapter may be called: judged before anything is loaded that computes."""

from __future__ import annotations

import keyword
import re

from autograder.catalogue.chapters import CHAPTERS
from autograder.errors import Refused

_NAME = re.compile(r"(\d{1,3})_(\w+)", re.ASCII)
_LONGEST = 30


def next_number() -> str:
    """The number of the chapter after the last, as names begin with it: ``08``."""
    return f"{len(CHAPTERS) + 1:02}"


def check_chapter_name(name: str) -> None:
    """Let a name pass that the next chapter may have.

    Raises:
        Refused: the chapter exists, its number is not the next one, or it is not a name.
    """
    coming = next_number()
    found = _NAME.fullmatch(name)
    if name in CHAPTERS:
        raise Refused(f"there is a chapter {name} already; the next one is {coming}_name.")
    if found is None:
        raise Refused(
            f"{name!r} is not a chapter's name: write number_name, such as {coming}_attention."
        )
    number, module = found.groups()
    _check_module(module)
    if number != coming:
        taken = next((one for one in CHAPTERS if int(one.split("_")[0]) == int(number)), "")
        why = f"is {taken}'s" if taken else "leaves a gap"
        why = "is written differently" if int(number) == int(coming) else why
        raise Refused(
            f"the number {number} {why}: a chapter is added at the end. Type {coming}_{module}."
        )


def _check_module(module: str) -> None:
    if not module[0].isalpha() or module != module.lower() or keyword.iskeyword(module):
        raise Refused(
            f"{module!r} is not a name for a chapter's modules: lower-case letters, digits and "
            "underscores, with a letter first, and no word of Python's."
        )
    if len(module) > _LONGEST:
        raise Refused(f"the name has {len(module)} characters; {_LONGEST} are the most.")
    if module in (one.split("_", 1)[1] for one in CHAPTERS):
        raise Refused(f"there is a chapter of the name {module} already; choose another name.")


def check_chapter_title(title: str) -> None:
    """Let a title pass that can stand in a heading.

    Raises:
        Refused: it cannot.
    """
    if not title.isprintable() or re.search(r"TODO|\{\{|\[\[", title):
        raise Refused(
            "--title is one line of words that students read: no TODO in it, no {{ and no [[."
        )
