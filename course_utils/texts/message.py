"""A message: what is to be said, before it has words; and the words that templates make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from course_utils.texts.english import ENGLISH, Template, fields_of
from course_utils.texts.spoken import TemplateSet, form_of, spoken

MAX_TEXT = 2000
MAX_FIELDS = 20
MAX_NESTED = 4
MAX_OBSERVED = 200  # characters of what a probe notes
OBSERVED_CODES = "observed."


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


class Observed(Theirs):
    """What a probe noted of a value: a text to compare, and the message that says it.

    As a text it is English, cut to a bound, whatever the language in use: evidence compares it.
    What is shown is the message. Its fields may be a student's, so all of it counts as theirs.

    Attributes:
        message: the words, and what they name.
    """

    message: Message

    def __new__(cls, message: Message) -> Observed:
        """The text of a message in English."""
        made = super().__new__(cls, _said(message, _ENGLISH)[:MAX_OBSERVED])
        made.message = message
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Made anew of its message."""
        return Observed, (self.message,)


def observed(code: str, /, **fields: Field) -> Observed:
    """The text of the template ``observed.CODE`` with these fields; long ones are cut."""
    short = {name: _cut(value) for name, value in fields.items()}
    return Observed(say(f"{OBSERVED_CODES}{code}", **short))


def _cut(value: Field) -> Field:
    long = isinstance(value, str) and not isinstance(value, Observed) and len(value) > MAX_OBSERVED
    return value[:MAX_OBSERVED] if long and isinstance(value, str) else value


Field = str | int | Message
Words = Message | str
"""A message; or a sentence that is data already: the catalogue's, or an older journal's."""


def say(code: str, /, **fields: Field) -> Message:
    """The message with this code; ``fields`` are those that its template names."""
    return Message(code, tuple(sorted(fields.items())))


_ENGLISH = TemplateSet(ENGLISH, form_of(""))
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
    """The words of a message, or of what a probe noted; a text is its own."""
    return _said(said, _in_use)


def _said(said: Words, templates: TemplateSet) -> str:
    if isinstance(said, Observed):
        said = said.message
    if isinstance(said, str):
        return said
    values = _Fields(
        (name, str(value) if isinstance(value, int) else _said(value, templates))
        for name, value in said.fields
    )
    return _template_of(said, templates).format_map(values)


class _Fields(dict[str, Any]):
    """Values by name; one that a newer release's template asks for is an ellipsis."""

    def __missing__(self, name: str) -> str:
        return "…"


def template_of(message: Message) -> str:
    """The template in use, in the form that the message's count asks for.

    Of a code that is not known, as in a journal of a newer release, the code and the fields.
    """
    return _template_of(message, _in_use)


def _template_of(message: Message, templates: TemplateSet) -> str:
    found = templates.templates.get(message.code) or ENGLISH.get(message.code)
    if found is None:
        code = message.code.replace("{", "{{").replace("}", "}}")
        names = [name for name, _ in message.fields if name.isidentifier()]
        return " ".join([f"[{code}]", *(f"{{{name}}}" for name in names)])
    if isinstance(found, str):
        return found
    if "other" in found:
        one = ("count", 1) in message.fields and "one" in found
        return found["one" if one else "other"]
    count = dict(message.fields).get("count")
    form = str(templates.form(count)) if isinstance(count, int) else ""
    return found.get(form) or found[max(found, key=int)]


def is_known(message: Words) -> bool:
    """Whether a template has this code and names exactly these fields; a text is no message."""
    if isinstance(message, str):
        return False
    names = {name for name, _ in message.fields}
    known = message.code in ENGLISH and fields_of(ENGLISH[message.code]) == names
    return known and all(is_known(v) for _, v in message.fields if isinstance(v, Message))


def write_words(said: Words) -> object:
    """Plain data: a text as it is, a message as its code and fields."""
    if isinstance(said, Observed):
        said = said.message
    if isinstance(said, str):
        return said
    fields = {name: _write(value) for name, value in said.fields}
    return {"code": said.code, "fields": fields}


def _write(value: Field) -> object:
    if isinstance(value, Observed):  # the text is for older readers
        return {"theirs": str(value), "observed": write_words(value)}
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
        if "observed" in value:
            with suppress(ValueError):  # of a newer release: its text is there, too
                return read_observed(value["observed"], depth + 1)
        return Theirs(value["theirs"][:MAX_TEXT])
    return read_words(value, depth + 1)


def read_observed(data: object, depth: int = 0) -> Observed:
    """What :func:`write_words` wrote of one, checked; it may come from a hostile process.

    Raises:
        ValueError: it does not have that form, or no probe of this release notes such a thing.
    """
    read = read_words(data, depth)
    if isinstance(read, str) or not read.code.startswith(OBSERVED_CODES) or not is_known(read):
        raise ValueError("nothing that a probe notes")
    return observed(read.code.removeprefix(OBSERVED_CODES), **dict(read.fields))
