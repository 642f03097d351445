"""The templates in use, and the words that they make of messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from string import Formatter

from course_utils.texts.explainers import EXPLAINERS
from course_utils.texts.message import Field, Message, Words
from course_utils.texts.raised import RAISED
from course_utils.texts.symptoms import SYMPTOMS
from course_utils.texts.verdicts import VERDICTS

Template = str | Mapping[str, str]
"""A sentence with named fields; where it counts, one for each form (``one``, ``other``) that
the field ``count`` asks for."""

ENGLISH: Mapping[str, Template] = {
    **EXPLAINERS,
    **RAISED,
    **SYMPTOMS,
    **VERDICTS,
}
"""All templates, by code."""

_in_use: Mapping[str, Template] = ENGLISH


@contextmanager
def using(templates: Mapping[str, Template]) -> Iterator[None]:
    """Say everything by these templates inside; what they lack is said in English."""
    global _in_use
    before, _in_use = _in_use, templates
    try:
        yield
    finally:
        _in_use = before


def words(said: Words) -> str:
    """The words of a message; a text is its own."""
    if isinstance(said, str):
        return said
    values = _Fields((name, _value(value)) for name, value in said.fields)
    return template_of(said).format_map(values)


class _Fields(dict):
    """Values by name; one that a newer release's template asks for is an ellipsis."""

    def __missing__(self, name: str) -> str:
        return "…"


def template_of(message: Message) -> str:
    """The template in use, in the form that the message's count asks for.

    Of a code that is not known, as in a journal of a newer release, the code and the fields.
    """
    found = _in_use.get(message.code) or ENGLISH.get(message.code)
    if found is None:
        return " ".join([f"[{message.code}]", *(f"{{{name}}}" for name, _ in message.fields)])
    if isinstance(found, str):
        return found
    one = ("count", 1) in message.fields and "one" in found
    return found["one" if one else "other"]


def _value(value: Field) -> str:
    return str(value) if isinstance(value, int) else words(value)


def fields_of(template: Template) -> frozenset[str]:
    """The fields that a template names, and the count where it has forms."""
    texts = [template] if isinstance(template, str) else [*template.values(), "{count}"]
    return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


def is_known(message: Words) -> bool:
    """Whether a template has this code and names exactly these fields; a text is no message."""
    if isinstance(message, str):
        return False
    names = {name for name, _ in message.fields}
    known = message.code in ENGLISH and fields_of(ENGLISH[message.code]) == names
    return known and all(is_known(v) for _, v in message.fields if isinstance(v, Message))
