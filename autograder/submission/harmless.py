"""A student's words and pictures made harmless for whatever shows them to a person.

A rebuilt notebook is opened by JupyterLab, by nbconvert, by formgrader and by nbgrader's
feedback. Each reads Markdown by rules of its own, and most of them let HTML through. So the
Markdown itself is made harmless, by rules that do not depend on where a renderer thinks that a
formula or a piece of code begins: nothing is left in it that could start a tag, lead to a
script, load a picture or name a part of the page. A sanitiser of HTML comes too late for this:
it would have to stand behind every one of these renderers.

What a person reads stays: a blank or a sign that is not seen is put in, or a sign is exchanged
for one that looks like it. The text as it was written is in ``submitted/`` and in the journal.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import struct
import zlib
from collections.abc import Collection, Iterator, Mapping

from autograder.submission.highlight import visible
from autograder.submission.tex_commands import COMMANDS

MAX_PICTURE = 4 * 1024 * 1024  # bytes of one PNG
MAX_PIXELS = 50_000_000  # 200 MB when it is unpacked
MAX_PICTURES = 8  # of one answer
MAX_PICTURE_SHOWN = 16_000_000  # pixels of what only a page of ours shows, beside many others
_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_HEADER = 13  # bytes
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"IDAT"})

# Where lines end for some renderers, but not for the patterns below.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ENTITY = re.compile(
    r"&(?:#0*[0-9]{1,7}(?![0-9]);?|#[xX]0*[0-9a-fA-F]{1,6}(?![0-9a-fA-F]);?|[A-Za-z][A-Za-z0-9]{1,40};)"
)
_ROUNDS = 4  # an honest text needs two: `&amp;lt;`

# An unseen sign that joins words: it makes the text another one for machines alone.
_UNSEEN = "\u2060"
_LIKE_BACKSLASH = "\u2216"

_ADDRESS = re.compile(r"<(https?://[\w.~:/?#*+,;=%@-]+)>")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_PICTURE = re.compile(r"!\[(?:([^\[\]\n]{0,200})\]\(attachment:([\w.-]{1,100})\))?")
_SHOWN_PICTURE = re.compile(r"\]\(attachment:([^)\n]{1,200})\)")
_NO_CAPTION = re.compile(r"[^\w ,.:;()+=-]")
# Places that lead where they say: no entity, escape or second scheme can hide in them. Without
# a colon there is no scheme at all.
_PLACE = (
    r"(?>https?://(?:[\w.~:/?#!'*+,;=%@-]|&(?=\w+=))*|mailto:[\w.+@-]+|attachment:[\w.-]+"
    r"|[\w./#%-]*)"
)
_LINK = re.compile(rf"\]\((?!{_PLACE}\))")
# Only at the beginning of a line, behind the marks of lists and quotes.
_DEFINITION = re.compile(
    r"^([^A-Za-z\n\[]*\[(?:[^\[\]\\]|\\.)*\]):"
    rf"(?!(?>\s*){_PLACE}[ \t]*(?:\Z|\n(?![ \t>]*[\"'(])))",
    re.MULTILINE | re.DOTALL,
)
_WORD = re.compile(r"\S+")
_ADDRESS_BEGINS = re.compile(r"://|www\.")
_COMMAND = re.compile(r"\\([A-Za-z]{2,})")
_FENCE = re.compile(r"^([^A-Za-z\n`~]*(?:`{3,}(?=[^`\n]*$)|~{3,})[ \t]*)(\S[^\n]*)$", re.MULTILINE)
_LANGUAGES = {"python", "python3", "py", "pycon", "text", "txt", "bash", "sh", "console", "json"}
_HEADING = re.compile(
    r"^((?:[ \t]*(?:>|[-*+]|\d{1,9}[.)]))*[ \t]*#{1,6}[ \t]*)(?=[^#\s])", re.MULTILINE
)
_UNDERLINE = re.compile(r"(?<=\S)([ \t]*)\n(?=[ \t>]*(?:=+|-+)[ \t]*$)", re.MULTILINE)


def harmless_markdown(text: str, pictures: Collection[str] = ()) -> str:
    """Markdown of which every renderer makes words, formulas, code, tables and plain links.

    - ``<`` that could begin a tag or a link gets a blank behind it: ``a< b``
    - links lead to a place that is written openly, or are shown as text; pictures are those
      that are attached
    - a command of TeX that is not on our list is shown and not obeyed
    - entities become the signs they stand for, and control characters their code points
    - a heading gives the page no name that is somebody else's, a code block names no program
      that draws

    Args:
        text: what the student wrote.
        pictures: names of the attached pictures that may be shown.
    """
    # First what could hide the rest.
    text = visible(_LINE_ENDS.sub("\n", _without_entities(text)))
    text = _TAG.sub("< ", _ADDRESS.sub(r"\1", text))
    text = _PICTURE.sub(lambda found: _picture(found, pictures), text)
    text = _LINK.sub("] (", text)
    text = _DEFINITION.sub(r"\1 :", text)
    # JupyterLab puts formulas back where `@@0@@` stands, also into the address of a link.
    text = _WORD.sub(_apart_from_formulas, text.replace("@@", "@ @"))
    text = _COMMAND.sub(_command, text)
    text = _FENCE.sub(_fence, text)
    # nbconvert names headings by their words, and formgrader finds the field for an exercise's
    # points by such a name.
    return _HEADING.sub(rf"\1{_UNSEEN}", _UNDERLINE.sub(r"\1\n\n", text))


def _without_entities(text: str) -> str:
    for _ in range(_ROUNDS):
        decoded = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
        if decoded == text:
            return text.replace("&#", "& #")
        text = decoded
    return text.replace("&", "& ")


def _picture(found: re.Match[str], pictures: Collection[str]) -> str:
    caption, name = found.groups()
    if name not in pictures:
        return found.group().replace("![", "! [", 1)
    return f"![{_NO_CAPTION.sub(' ', caption)}](attachment:{name})"


def _apart_from_formulas(found: re.Match[str]) -> str:
    word = found.group()
    address = _ADDRESS_BEGINS.search(word)
    if address is None or "$" not in word:
        return word
    return word[: address.start()] + word[address.start() :].replace("$", " $")


def _command(found: re.Match[str]) -> str:
    known = found.group(1) in COMMANDS
    return found.group() if known else f"{_LIKE_BACKSLASH}{found.group(1)}"


def _fence(found: re.Match[str]) -> str:
    before, language = found.groups()
    return f"{before}{'' if language.strip().lower() in _LANGUAGES else 'text '}{language}"


def harmless_name(name: str) -> str:
    """A person's name without what formgrader's pages, which do not escape it, would obey."""
    return name.translate({ord("<"): "‹", ord(">"): "›", ord("&"): "＆", ord("\\"): "∖"})


def harmless_picture(data: object) -> str | None:
    """The base64 of a PNG written anew; None for what is none, or too large to be shown.

    Of its chunks those stay that make the picture: not its author, not a text beside it, not a
    second picture that moves.
    """
    if not isinstance(data, str) or len(data) > 2 * MAX_PICTURE:
        return None
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) > MAX_PICTURE or not raw.startswith(_PNG_BEGINS):
        return None
    kept = list(_chunks(raw[len(_PNG_BEGINS) :]))
    kinds = [kind for kind, _ in kept]
    if kinds.count(b"IHDR") != 1 or kinds[0] != b"IHDR" or len(kept[0][1]) != _HEADER:
        return None
    width, height = struct.unpack(">II", kept[0][1][:8])
    if not 0 < width * height <= MAX_PIXELS:
        return None
    written = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (*kept, (b"IEND", b""))
    )
    return base64.b64encode(_PNG_BEGINS + b"".join(written)).decode("ascii")


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG that make the picture, up to its end or to where it is cut off."""
    place = 0
    while place + 12 <= len(raw):
        (length,) = struct.unpack(">I", raw[place : place + 4])
        kind, data = raw[place + 4 : place + 8], raw[place + 8 : place + 8 + length]
        if kind == b"IEND":
            return
        if kind in _PNG_KEPT:
            yield kind, data
        place += 12 + length


def pixels_of(picture: str) -> int:
    """How many pixels a picture of :func:`harmless_picture` has."""
    width, height = struct.unpack(">II", base64.b64decode(picture[:32])[16:24])
    return int(width * height)


def shown_pictures(source: str) -> set[str]:
    """The names of the attachments that a text means to show."""
    return set(_SHOWN_PICTURE.findall(source))


def harmless_pictures(source: str, attached: Mapping[str, object]) -> dict[str, dict[str, str]]:
    """Those attachments of a Markdown cell that it shows and that are PNG, as a notebook has them.

    Args:
        source: the cell's text.
        attached: by name, what is said to be base64 of a PNG.
    """
    kept: dict[str, dict[str, str]] = {}
    for found in _PICTURE.finditer(source):
        name = found.group(2)
        if name and name not in kept and len(kept) < MAX_PICTURES:
            picture = harmless_picture(attached.get(name))
            if picture:
                kept[name] = {"image/png": picture}
    return kept
