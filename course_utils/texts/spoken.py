"""The language that this copy of the package speaks.

It is English, unless ``data/texts.json`` is there: the templates of another language, which its
build writes beside the other data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

from course_utils.texts.english import ENGLISH, Template

TEXTS_FILE = Path(__file__).parents[1] / "data" / "texts.json"


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """Templates by code, and which form of those that count a number asks for."""

    templates: Mapping[str, Template]
    form: Callable[[int], int]


def form_of(plural: str) -> Callable[[int], int]:
    """Which form a number asks for: by a rule such as ``nplurals=2; plural=(n != 1);``.

    Raises:
        ValueError: it is no such rule.
    """
    rule = plural.partition("plural=")[2] if plural.startswith("nplurals") else plural
    rule = rule.partition("plural=")[2] or rule
    made: Callable[[int], int] = c2py(rule.strip().rstrip(";") or "(n != 1)")
    return made


def spoken(file: Path = TEXTS_FILE) -> TemplateSet:
    """This copy's templates; English ones where there are no others, or they cannot be read."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return TemplateSet(dict(content["templates"]), form_of(str(content["plural"])))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return TemplateSet(ENGLISH, form_of(""))
