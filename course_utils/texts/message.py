"""A message: what is to be said, before it has words; and the words that templates make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from course_utils.texts.english import ENGLISH, Template, fields_of
from course_utils.texts.spoken import TemplateSet, form_of, spoken

MAX_TEXT = 2000
MAX_FIELDS = 20
MAX_NESTED = 4


class Theirs(str):
    """A text that a student's code chose: a name, a key, a class. It may hold anything.

    What is said on hidden inputs repeats none of it, see :mod:`course_utils.views.secret`.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A code, and the values that its template names.

    Attributes:
        code: names the template, such as ``seen.transposed``.
        fields: pairs of name and value, sorted by name, so that equal messages are equal.
    """

    code: str
    fields: tuple[tuple[str, Field], ...] = ()

    def __str__(self) -> str:
        return words(self)


Field = str | int | Message
Words = Message | str
"""A message; or a sentence that is data already: the catalogue's, or an older journal's."""


def say(code: str, /, **fields: Field) -> Message:
    """The message with this code; ``fields`` are those that its template names."""
    return Message(code, tuple(sorted(fields.items())))


_in_use: TemplateSet = spoken()


@contextmanager
def using(templates: Mapping[str, Template], plural: str = "") -> Iterator[None]:
    """Say everything by these templates inside; what they lack is said in English.

    Args:
        templates: by code; one that counts has a text for each form, ``one`` and ``other`` or
            ``0``, ``1``, …
        plural: which form a number asks for, as gettext writes it; as in English unless given.
    """
    global _in_use
    before, _in_use = _in_use, TemplateSet(templates, form_of(plural))
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


class _Fields(dict[str, Any]):
    """Values by name; one that a newer release's template asks for is an ellipsis."""

    def __missing__(self, name: str) -> str:
        return "…"


def template_of(message: Message) -> str:
    """The template in use, in the form that the message's count asks for.

    Of a code that is not known, as in a journal of a newer release, the code and the fields.
    """
    found = _in_use.templates.get(message.code) or ENGLISH.get(message.code)
    if found is None:
        return " ".join([f"[{message.code}]", *(f"{{{name}}}" for name, _ in message.fields)])
    if isinstance(found, str):
        return found
    if "other" in found:
        one = ("count", 1) in message.fields and "one" in found
        return found["one" if one else "other"]
    count = dict(message.fields).get("count")
    form = str(_in_use.form(count)) if isinstance(count, int) else ""
    return found.get(form) or found[max(found, key=int)]


def _value(value: Field) -> str:
    return str(value) if isinstance(value, int) else words(value)


def is_known(message: Words) -> bool:
    """Whether a template has this code and names exactly these fields; a text is no message."""
    if isinstance(message, str):
        return False
    names = {name for name, _ in message.fields}
    known = message.code in ENGLISH and fields_of(ENGLISH[message.code]) == names
    return known and all(is_known(v) for _, v in message.fields if isinstance(v, Message))


def write_words(said: Words) -> object:
    """Plain data: a text as it is, a message as its code and fields."""
    if isinstance(said, str):
        return said
    fields = {name: _write(value) for name, value in said.fields}
    return {"code": said.code, "fields": fields}


def _write(value: Field) -> object:
    if isinstance(value, Theirs):
        return {"theirs": str(value)}
    return write_words(value) if isinstance(value, Message) else value


def read_words(data: object, depth: int = 0) -> Words:
    """What :func:`write_words` wrote, checked; it may come from a hostile process.

    Raises:
        ValueError: it does not have that form.
    """
    if isinstance(data, str):
        return data
    if not isinstance(data, Mapping) or not isinstance(data.get("code"), str):
        raise ValueError("neither a text nor a message")
    fields = data.get("fields")
    if not isinstance(fields, Mapping) or len(fields) > MAX_FIELDS or depth > MAX_NESTED:
        raise ValueError("a message without fields, or with too many")
    return say(data["code"], **{str(name): _read(value, depth) for name, value in fields.items()})


def _read(value: object, depth: int) -> Field:
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Mapping) and isinstance(value.get("theirs"), str):
        return Theirs(value["theirs"][:MAX_TEXT])
    return read_words(value, depth + 1)
