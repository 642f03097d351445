"""What a student's exception says, without its message.

A message holds shapes, addresses and versions, so evidence keeps the class and
a tag from the table below. The sentences are what a student reads.
"""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from types import ModuleType, TracebackType

import torch

from course_utils.core.raised_table import TABLE
from course_utils.core.verdict import Cause

NOT_ATTEMPTED = "NotAttempted"
_PACKAGE = str(Path(__file__).parents[1])

# What an attribute was asked of, where that is known.
_OF_NONE, _OF_A_TENSOR, _OF_A_LIBRARY = "of None: ", "of a tensor: ", "of a library: "
# What is often asked of a tensor, and what there is in its place.
_ELSEWHERE = {
    "copy": "A tensor is copied by x.clone(); .copy() belongs to lists and to numpy.",
    "append": "A tensor does not grow: collect in a list, then torch.stack makes a tensor of it.",
    "astype": "x.float(), x.long() or x.to(torch.float32) change the dtype; .astype is numpy's.",
    "zero_grad": "Of a tensor it is w.grad.zero_() or w.grad = None; zero_grad belongs to modules "
    "and optimizers.",
    "zero": "It is zero_(), with an underscore: it changes the tensor in place.",
    "backwards": "It is backward().",
    "gradient": "It is .grad, filled by backward().",
    "length": "len(x) counts the rows, x.numel() the elements.",
}
_UNDEFINED = "This name is not defined: run the cell that defines it, or look at its spelling."


def tag_of(error: BaseException) -> str:
    """Class and tag, such as ``RuntimeError: shapes-of-a-product``; never the message.

    A key is told in quotation marks, and no name has a hyphen: neither can be taken for a
    tag of the table.
    """
    if _has_base(type(error), NOT_ATTEMPTED):
        return NOT_ATTEMPTED
    name, message = _class_name(error), _message(error)
    named = _name_in(error, message)
    if named:
        return f"{name}: {named}"
    if isinstance(error, NotImplementedError) and "not implemented for '" in message:
        name = "RuntimeError"  # which of the two torch raises depends on its version
    for tag, pattern, _, _ in TABLE:
        if re.search(pattern, message):
            return f"{name}: {tag}"
    # A text with a space in it is somebody's message and no key.
    return f"{name}: no-such-key" if _asked_for_a_key(error) else name


def _name_in(error: BaseException, message: str) -> str:
    """The key, the attribute or the name that is missing, with what it was asked of."""
    if isinstance(error, KeyError):
        key = error.args[0] if error.args else None
        return repr(key[:40]) if isinstance(key, str) and " " not in key else ""
    if isinstance(error, NameError) and isinstance(error.name, str):
        return error.name[:40]
    if not isinstance(error, AttributeError):
        return ""
    if isinstance(error.name, str):
        # nn.Module's own registers have an entry of their own in the table.
        own = re.search(r"'_(parameters|modules|buffers|\w*hooks)'", message)
        return "" if own else _asked_of(error.obj) + error.name[:40]
    # Types written in C name the attribute in their message alone when it is assigned.
    unknown = re.search(r"^'(\w+)' object has no attribute '([a-zA-Z]\w*)'", message)
    if not unknown:
        return ""
    return (_OF_NONE if unknown.group(1) == "NoneType" else "") + unknown.group(2)[:40]


def _asked_of(obj: object) -> str:
    if obj is None:
        return _OF_NONE
    if isinstance(obj, torch.Tensor):
        return _OF_A_TENSOR
    return _OF_A_LIBRARY if isinstance(obj, ModuleType) else ""


def _asked_for_a_key(error: BaseException) -> bool:
    return isinstance(error, KeyError) and bool(error.args) and not isinstance(error.args[0], str)


def is_tag(raised: object) -> bool:
    """Whether it says more than the exception's class, which alone tells no mistake."""
    return isinstance(raised, str) and ": " in raised


def is_not_attempted(tag: str | None) -> bool:
    """Whether the tag is that of the stub's own exception."""
    return tag == NOT_ATTEMPTED


def say_raised(tag: str, fallback: Cause | None = None) -> Cause | None:
    """The sentence for a tag: the table's, or one with the name that the tag holds."""
    name, _, rest = tag.partition(": ")
    return _from_table(rest) or _from_name(name, rest) or fallback


def _from_name(name: str, rest: str) -> Cause | None:
    if not rest:
        return None
    if name in ("NameError", "UnboundLocalError"):
        return Cause(
            "general:undefined-name",
            f"the name {rest} is used but not defined where the line runs",
            _UNDEFINED,
        )
    if name == "KeyError":
        return Cause(
            "general:missing-key",
            f"a dictionary is asked for the key {rest} that it does not have",
            "Keys are compared letter by letter.",
        )
    if name != "AttributeError":
        return None
    if rest.startswith(_OF_NONE):
        return Cause(
            "general:attribute-of-none",
            f".{rest.removeprefix(_OF_NONE)} is asked of a value that is None",
            "`.grad` is None before backward and on non-leaf tensors; a function without "
            "return gives None.",
        )
    if rest.startswith(_OF_A_TENSOR):
        attribute = rest.removeprefix(_OF_A_TENSOR)
        return Cause(
            "general:missing-attribute",
            f"a tensor is asked for .{attribute}, which tensors do not have",
            _ELSEWHERE.get(attribute, "Look at its spelling."),
        )
    if rest.startswith(_OF_A_LIBRARY):
        return Cause(
            "general:missing-attribute",
            f"a library is asked for {rest.removeprefix(_OF_A_LIBRARY)}, which it does not have",
            "Look at the spelling and at capital letters: nn.ReLU is a module, torch.relu a "
            "function.",
        )
    return Cause(
        "general:missing-attribute",
        f"an attribute named {rest} is asked for on something that has none",
        "Look at its spelling, and at what kind of object stands before the dot.",
    )


def _from_table(tag: str) -> Cause | None:
    for entry, _, sentence, why in TABLE:
        if entry == tag:
            return Cause(f"general:{entry}", sentence, why)
    return None


def detail_of(error: BaseException, limit: int = 400) -> str:
    """The exception's own line and the student's line that raised it: for people only."""
    place = _student_line(error.__traceback__)
    first = _message(error).strip().split("\n")[0]
    text = f"{_class_name(error)}: {first}" if first else _class_name(error)
    return (f"{text}  (line: {place})" if place else text)[:limit]


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
