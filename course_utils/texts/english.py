"""All templates in English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from course_utils.texts.book_words import BOOK
from course_utils.texts.commands import COMMANDS
from course_utils.texts.explainers import EXPLAINERS
from course_utils.texts.feedback import FEEDBACK
from course_utils.texts.handin import HANDIN
from course_utils.texts.notebook_words import NOTEBOOK
from course_utils.texts.observed_words import OBSERVED
from course_utils.texts.place_words import PLACES
from course_utils.texts.raised import RAISED
from course_utils.texts.review import REVIEW
from course_utils.texts.seed_words import SEEDS
from course_utils.texts.symptoms import SYMPTOMS
from course_utils.texts.verdicts import VERDICTS
from course_utils.texts.worked_words import WORKED

Template = str | Mapping[str, str]
"""A sentence with named fields; where it counts, one for each form (``one``, ``other``) that
the field ``count`` asks for."""

ENGLISH: Mapping[str, Template] = {
    **BOOK,
    **COMMANDS,
    **EXPLAINERS,
    **FEEDBACK,
    **HANDIN,
    **NOTEBOOK,
    **OBSERVED,
    **PLACES,
    **RAISED,
    **REVIEW,
    **SEEDS,
    **SYMPTOMS,
    **VERDICTS,
    **WORKED,
}


def fields_of(template: Template) -> frozenset[str]:
    """The fields that a template names, and the count where it has forms."""
    texts = [template] if isinstance(template, str) else [*template.values(), "{count}"]
    return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)
