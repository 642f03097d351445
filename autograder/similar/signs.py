"""What of a text is seen: without tags, hidden text and invisible signs, and where each sign stood.

Copies are disguised by signs that a reader does not see: a zero-width space inside a word, a
Cyrillic letter that looks like a Latin one, a white letter between two others. They are taken out
before texts are compared, and counted, because a person has to be told what they are. Each of them
comes into honest texts, too, with what is copied from a page, a PDF or a keyboard of two languages.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from autograder.files.blank_letters import BLANK_LETTERS

INVISIBLE = "invisible"
HIDDEN = "hidden"
LOOKALIKE = "lookalike"

_TAG = re.compile(r"<(/?)([A-Za-z][\w-]{0,30})\b([^<>]{0,500})>|<[/!?][^<>]{0,500}>")
_UNSEEN_STYLE = re.compile(
    r"(?<!-)color\s*[:=]\s*[\"']?\s*(?:white|#f{3,8}\b|transparent|rgba?\([\s\d.,%/]{1,40}\))"
    r"|display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?![.\d]*[1-9])"
    r"|(?:^|\s)hidden(?=[\s/=]|$)",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"rgba?\(([\s\d.,%/]{1,40})\)", re.IGNORECASE)
_TEX = re.compile(
    r"\\[hv]?phantom\s{0,9}\{[^{}]{0,400}\}"
    r"|\\(?:text)?color\s{0,9}\{\s{0,9}(?:white|transparent)\s{0,9}\}"
    r"(?:\s{0,9}\{[^{}]{0,400}\}|[^{}$]{0,400})"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SPECIAL = re.compile(f"<!--|{_TAG.pattern}|{_ENTITY.pattern}|{_TEX.pattern}")
_BLANK = {"\u034f", *BLANK_LETTERS}  # and the sign that only keeps others in their order
_SPACES = "\t\n\r\f\v\x1c\x1d\x1e\x1f\x85"
_UNUSUAL = re.compile(r"[^\n\t\x20-\x7e]")

# Letters of other scripts that look like a Latin one in most fonts.
_LATIN_LIKE = dict(
    zip(
        "аАВеЕкКмМНоОрРсСтТуУхХіІїЇјЈѕЅһԁԛԝүѵ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαγικνρτυχϲ",
        "aABeEkKmMHoOpPcCtTyYxXiIïÏjJsShdqwyv" + "ABEZHIKMNOPTYXoayikvptuxc",
        strict=True,
    )
)
_CYRILLIC_LIKE = {
    latin: letter for letter, latin in reversed(_LATIN_LIKE.items()) if letter >= "\u0400"
}
_MOST_LETTERS = 100_000


@dataclass(slots=True)
class SeenText:
    """What a reader sees of a text.

    Attributes:
        text: the signs.
        at: for each, where it stands in the text as it was written; its end is the next one's
            place or earlier.
        odd: how many signs of each kind were taken out: :data:`INVISIBLE` ones within words,
            and places of :data:`HIDDEN` text.
    """

    text: str
    at: list[int] = field(default_factory=list)
    odd: Counter[str] = field(default_factory=Counter)


def seen(text: str) -> SeenText:
    """The text without what is not seen."""
    found = SeenText("")
    signs: list[str] = []

    def take(start: int, end: int) -> None:
        signs.append(text[start:end])
        found.at.extend(range(start, end))

    place, no_end = 0, False
    while special := _SPECIAL.search(text, place):
        take(place, special.start())
        whole, place = special.group(), special.end()
        if whole == "<!--":
            end = -1 if no_end else text.find("-->", place)
            no_end = end < 0
            if no_end:
                take(special.start(), place)
            else:
                found.odd[HIDDEN] += bool(text[place:end].strip())
                place = end + 3
        elif whole.startswith("&"):
            decoded = html.unescape(whole)
            signs.append(decoded)
            found.at.extend([special.start()] * len(decoded))
        elif whole.startswith("\\"):
            found.odd[HIDDEN] += 1
        elif (end := _end_of_hidden(text, special)) > place:
            found.odd[HIDDEN] += bool(text[place:end].strip())
            place = end
    take(place, len(text))
    _without_invisible("".join(signs), found)
    return found


def _end_of_hidden(text: str, tag: re.Match[str]) -> int:
    """Where the text ends that the tag hides; the tag's own end where it hides none."""
    closes, name, attributes = tag.group(1), tag.group(2), tag.group(3)
    if closes or not name or not _hides(attributes):
        return tag.end()
    end = re.compile(rf"</{re.escape(name)}\s{{0,9}}>", re.IGNORECASE).search(text, tag.end())
    return end.start() if end else tag.end()


def _hides(attributes: str) -> bool:
    style = _UNSEEN_STYLE.search(attributes)
    if style is None:
        return False
    colour = _COLOUR.search(style.group())
    if colour is None:
        return True
    numbers = re.findall(r"[\d.]+", colour.group(1))
    light = all(number.partition(".")[0] in ("255", "100") for number in numbers[:3])
    return light or (len(numbers) == 4 and not numbers[3].strip("0."))


def _without_invisible(text: str, found: SeenText) -> None:
    if not _UNUSUAL.search(text):
        found.text = text
        return
    kept, at = [], []
    for number, sign in enumerate(text):
        if not _is_invisible(sign):
            kept.append(sign)
            at.append(found.at[number])
        # Persian and the scripts of India need joiners, and so do some emoji.
        elif number and _is_simple(text[number - 1 : number]) and _is_simple(_next(text, number)):
            found.odd[INVISIBLE] += 1
    found.text, found.at = "".join(kept), at


def _next(text: str, number: int) -> str:
    return next((sign for sign in text[number + 1 : number + 9] if not _is_invisible(sign)), "")


def _is_invisible(sign: str) -> bool:
    if "\x20" <= sign <= "\x7e" or sign in _SPACES:
        return False
    return (
        sign in _BLANK
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U000e0100" <= sign <= "\U000e01ef"
        or unicodedata.category(sign) in ("Cf", "Cc")
    )


def _is_simple(sign: str) -> bool:
    """A letter of a script that needs no joiner, or a sign that is not seen itself."""
    return bool(sign) and ((sign < "\u0590" and sign.isalnum()) or _is_invisible(sign))


@dataclass(slots=True)
class Letters:
    """Which script a text is written in, and what a word of it is that only looks so."""

    mostly: str = "latin"

    @classmethod
    def of(cls, text: str) -> Letters:
        """Those of a text."""
        counts = Counter(_script(sign) for sign in text[:_MOST_LETTERS] if sign.isalpha())
        cyrillic, latin = counts["cyrillic"], counts["latin"]
        return cls("cyrillic" if cyrillic > latin else "latin")

    def honest(self, word: str) -> str:
        """The word in the letters that it seems to be written in; itself where it is."""
        if word.isascii():
            return word if self.mostly == "latin" else self._as_cyrillic(word)
        plain = unicodedata.normalize("NFKC", word)
        if plain.isascii() and any("\U0001d400" <= sign <= "\U0001d7ff" for sign in word):
            return plain
        scripts = Counter(_script(sign) for sign in word)
        foreign = scripts["cyrillic"] + scripts["greek"]
        # α and αs are mathematics; a word of another language is one.
        if not foreign or (scripts["greek"] and len(word) < 4):
            return word
        if scripts["cyrillic"] and self.mostly == "cyrillic":
            return self._as_cyrillic(word)
        if scripts["greek"] and foreign > scripts["latin"]:
            return word
        changed = "".join(_LATIN_LIKE.get(sign, sign) for sign in word)
        return changed if all(_script(sign) in ("latin", "") for sign in changed) else word

    @staticmethod
    def _as_cyrillic(word: str) -> str:
        if not any(_script(sign) == "cyrillic" for sign in word):
            return word  # Adam and SGD are called so in Russian, too
        changed = "".join(_CYRILLIC_LIKE.get(sign, sign) for sign in word)
        return changed if all(_script(sign) in ("cyrillic", "") for sign in changed) else word


def _script(sign: str) -> str:
    if sign.isascii():
        return "latin" if sign.isalpha() else ""
    if "\u0400" <= sign <= "\u052f":
        return "cyrillic"
    if "\u0370" <= sign <= "\u03ff":
        return "greek"
    return "latin" if "\u00c0" <= sign <= "\u024f" else "" if not sign.isalpha() else "other"
