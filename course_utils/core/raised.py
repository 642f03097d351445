"""What a student's exception says, without its message.

A message holds shapes, addresses and versions, so evidence keeps the class and
a tag from the table. What a student reads of it is in :mod:`course_utils.texts.raised`.
"""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, TracebackType

from course_utils.core.detail import Detail
from course_utils.core.mistake import Mistake, general
from course_utils.core.raised_table import TABLE
from course_utils.texts import ENGLISH, Message, Theirs, say

NOT_ATTEMPTED = "NotAttempted"
_TAGS = frozenset(entry for entry, _ in TABLE)
_LONGEST = 400  # characters of a message, or of a line
_PACKAGE = str(Path(__file__).parents[1])

# What an attribute was asked of, as a tag writes it.
_OWNERS = {"none": "of None: ", "tensor": "of a tensor: ", "library": "of a library: "}
_NAMED, _IN = ": ", " in "


@dataclass(frozen=True, slots=True)
class Tag:
    """What evidence keeps of an exception; its text is written and read in this module alone.

    Attributes:
        kind: the name of its class.
        known: its entry in the table; empty when it has none.
        name: the key, the attribute or the name that is missing; the student's text.
        owner: what an attribute was asked of: ``none``, ``tensor``, ``library``, or empty.
        stub: the function that is still as handed out, where another one called it.
    """

    kind: str
    known: str = ""
    name: str = ""
    owner: str = ""
    stub: str = ""

    def __str__(self) -> str:
        if self.stub:
            return f"{self.kind}{_IN}{self.stub}"
        rest = self.known or f"{_OWNERS.get(self.owner, '')}{self.name}"
        return f"{self.kind}{_NAMED}{rest}" if rest else self.kind


def read_tag(text: str) -> Tag:
    """The tag with this text."""
    kind, _, rest = text.partition(_NAMED)
    head, _, stub = kind.partition(_IN)
    if head == NOT_ATTEMPTED and stub:
        return Tag(head, stub=stub)
    if rest in _TAGS:
        return Tag(kind, known=rest)
    for owner, words in _OWNERS.items():
        if rest.startswith(words):
            return Tag(kind, name=rest.removeprefix(words), owner=owner)
    return Tag(kind, name=rest)


def tag_of(error: BaseException) -> str:
    """Class and tag, such as ``RuntimeError: shapes-of-a-product``; never the message.

    A key is told in quotation marks, and no name has a hyphen: neither can be taken for a
    tag of the table.
    """
    if _has_base(type(error), NOT_ATTEMPTED):
        return NOT_ATTEMPTED
    return str(_tag(error))


def not_attempted_in(function: str) -> str:
    """The tag of a stub that another function called."""
    return str(Tag(NOT_ATTEMPTED, stub=function))


def _tag(error: BaseException) -> Tag:
    kind, message = _class_name(error), _message(error)
    name, owner = _missing(error, message)
    if name:
        return Tag(kind, name=name, owner=owner)
    if isinstance(error, NotImplementedError) and "not implemented for '" in message:
        kind = "RuntimeError"  # which of the two torch raises depends on its version
    for entry, pattern in TABLE:
        if re.search(pattern, message):
            return Tag(kind, known=entry)
    # A text with a space in it is somebody's message and no key.
    return Tag(kind, known="no-such-key") if _asked_for_a_key(error) else Tag(kind)


def _missing(error: BaseException, message: str) -> tuple[str, str]:
    """The key, the attribute or the name that is missing, and what it was asked of."""
    if isinstance(error, KeyError):
        key = error.args[0] if error.args else None
        return repr(key[:40]) if isinstance(key, str) and " " not in key else "", ""
    if isinstance(error, NameError) and isinstance(error.name, str):
        return error.name[:40], ""
    if not isinstance(error, AttributeError):
        return "", ""
    if isinstance(error.name, str):
        # nn.Module's own registers have an entry of their own in the table.
        own = re.search(r"'_(parameters|modules|buffers|\w*hooks)'", message)
        return ("", "") if own else (error.name[:40], _asked_of(error.obj))
    # Types written in C name the attribute in their message alone when it is assigned.
    unknown = re.search(r"^'(\w+)' object has no attribute '([a-zA-Z]\w*)'", message)
    if not unknown:
        return "", ""
    return unknown.group(2)[:40], "none" if unknown.group(1) == "NoneType" else ""


def _asked_of(obj: object) -> str:
    if obj is None:
        return "none"
    import torch  # loaded by whoever ran the student's code; who only reads a tag does without

    if isinstance(obj, torch.Tensor):
        return "tensor"
    return "library" if isinstance(obj, ModuleType) else ""


def _asked_for_a_key(error: BaseException) -> bool:
    return isinstance(error, KeyError) and bool(error.args) and not isinstance(error.args[0], str)


def is_tag(raised: object) -> bool:
    """Whether it says more than the exception's class, which alone tells no mistake."""
    return isinstance(raised, str) and _NAMED in raised


def is_not_attempted(tag: str | None) -> bool:
    """Whether the tag is that of the stub's own exception."""
    return tag == NOT_ATTEMPTED


def say_raised(tag: Tag, fallback: Mistake | None = None) -> Mistake | None:
    """What is said of a tag: the table's sentence, or one with the name that the tag holds."""
    if tag.known:
        return _said(tag.known, say(f"raised.{tag.known}"), f"raised.{tag.known}.why")
    return _of_name(tag) or fallback


def _said(name: str, sentence: Message, why: str) -> Mistake:
    """What an exception's own text tells: a fact, whatever made it."""
    return general(name, sentence, why, fact=True)


def _of_name(tag: Tag) -> Mistake | None:
    if not tag.name:
        return None
    name = Theirs(tag.name)
    if tag.kind in ("NameError", "UnboundLocalError"):
        sentence = say("raised.undefined-name", name=name)
        return _said("undefined-name", sentence, "raised.undefined-name.why")
    if tag.kind == "KeyError":
        sentence = say("raised.missing-key", name=name)
        return _said("missing-key", sentence, "raised.missing-key.why")
    return _of_attribute(tag.owner, name) if tag.kind == "AttributeError" else None


def _of_attribute(owner: str, name: Theirs) -> Mistake:
    if owner == "none":
        sentence = say("raised.attribute-of-none", name=name)
        return _said("attribute-of-none", sentence, "raised.attribute-of-none.why")
    if owner == "tensor":
        sentence = say("raised.attribute-of-tensor", name=name)
        own = f"raised.of-a-tensor.{name}.why"
        why = own if own in ENGLISH else "raised.of-a-tensor.why"
    elif owner == "library":
        sentence = say("raised.attribute-of-library", name=name)
        why = "raised.attribute-of-library.why"
    else:
        sentence = say("raised.missing-attribute", name=name)
        why = "raised.missing-attribute.why"
    return _said("missing-attribute", sentence, why)


def detail_of(error: BaseException) -> Detail:
    """The exception's own line and the student's line that raised it: for people only."""
    line = _student_line(error.__traceback__)
    first = _message(error).strip().split("\n")[0]
    return Detail(_class_name(error), first[:_LONGEST], line[:_LONGEST])


def _student_line(trace: TracebackType | None) -> str:
    line = ""
    try:
        for frame in traceback.extract_tb(trace, limit=64):
            ours = frame.filename.startswith(_PACKAGE)
            library = "site-packages" in frame.filename or "/lib/python" in frame.filename
            if frame.line and not ours and not library:
                line = frame.line
    except Exception:  # a hostile or odd traceback must not hide the exception itself
        return ""
    return line


def _message(error: BaseException) -> str:
    try:
        return str(error)[:2000]
    except Exception:  # str() of a student's own exception is student code
        return ""


def _class_name(error: BaseException) -> str:
    return str(type(error).__name__)[:60]


def _has_base(kind: type, name: str) -> bool:
    return any(base.__name__ == name for base in kind.__mro__)
