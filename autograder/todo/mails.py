"""The texts of a mail that was saved as a file, read in a time that fits its length.

Anybody may have made the mail. Python's parsers of headers and of HTML take hours over a few
megabytes that were written for them, so headers are cut before they are parsed, and tags are
left out by searching forward alone.
"""

from __future__ import annotations

import codecs
import email
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from html import unescape
from string import ascii_lowercase, ascii_uppercase

from autograder.submission.asked import FormFault

_MOST_PARTS = 50
_LONGEST_HEADER = 2_000  # characters
_LONGEST_SENDER = 200
_LONGEST_TEXT = 200_000  # characters of one part: the form stands at its beginning
# Codecs that are text to Python and take quadratic time, or make anything of anything.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape"})
_BLOCKS = frozenset(
    {"br", "p", "div", "li", "tr", "pre", "blockquote", "h1", "h2", "h3", "/div", "/p", "/tr"}
)
_NOT_SHOWN = ("style", "script", "head", "title")
# Not str.lower: that makes two letters of one in some alphabets, and places would move.
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)


class _Cut(Compat32):
    """Headers as they came, without what is longer than any of a request's."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


def mail_texts(data: bytes) -> tuple[str, list[str]]:
    """Whose mail it is, by its own words, and its texts: plain ones first, attached ones, too.

    Raises:
        FormFault: it is no mail, or has too many parts.
    """
    try:
        mail = email.message_from_bytes(data, policy=_Cut())
        return _sender(mail), list(_texts(mail))
    except FormFault:
        raise
    except Exception as fault:  # the parser's own faults are of many kinds, and a mail is anything
        raise FormFault(f"it is not a mail that can be read ({type(fault).__name__})") from None


def _sender(mail: Message) -> str:
    raw = str(mail.get("From", ""))
    try:
        return str(make_header(decode_header(raw)))[:_LONGEST_SENDER]
    except (ValueError, LookupError):
        return raw[:_LONGEST_SENDER]


def _texts(mail: Message) -> Iterator[str]:
    later: list[str] = []
    for number, part in enumerate(mail.walk()):
        if number >= _MOST_PARTS:
            raise FormFault(f"the mail has more than {_MOST_PARTS} parts")
        if part.get_content_type() not in ("text/plain", "text/html"):
            continue
        data = part.get_payload(decode=True)
        text = decoded(data if isinstance(data, bytes) else b"", part.get_content_charset())
        if part.get_content_subtype() == "plain":
            yield text
        else:
            later.append(without_tags(text))
    yield from later


def decoded(data: bytes, charset: str | None = None) -> str:
    """The beginning of a text in the encoding that it says or shows, else in Windows-1252."""
    codes = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else (charset, "utf-8-sig")
    for code in filter(None, codes):
        try:
            if codecs.lookup(code).name.replace("_", "-") not in _NO_CHARSETS:
                return data.decode(code)[:_LONGEST_TEXT]
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")[:_LONGEST_TEXT]


def without_tags(page: str) -> str:
    """The words of an HTML page, a line for each block."""
    pieces: list[str] = []
    at, small = 0, page.translate(_SMALL)
    while (start := page.find("<", at)) >= 0:
        pieces.append(page[at:start])
        comment = page.startswith("<!--", start)
        end = page.find("-->" if comment else ">", start)
        if end < 0:
            at = len(page)
            break
        words = "" if comment else small[start + 1 : min(end, start + 20)]
        name = words.split(maxsplit=1)[0].rstrip("/") if words.strip() else ""
        if name in _BLOCKS:
            pieces.append("\n")
        at = end + (3 if comment else 1)
        if name in _NOT_SHOWN:
            closed = small.find(f"</{name}", at)
            at = closed if closed >= 0 else len(page)
    return unescape("".join([*pieces, page[at:]])).replace("\xa0", " ")
