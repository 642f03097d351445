"""An answer in words as what is compared of it: its words in order, and passages of three.

Capital letters, punctuation, marks of Markdown and the breaks of lines are left out. Numbers stay:
those of a student's own runs tell more than most words. Where words are not separated by blanks,
as in Chinese, Japanese or Thai, each sign counts as half a word, and a passage has six of them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from autograder.similar.signs import LOOKALIKE, Letters, seen

MAX_TEXT = 40_000  # characters of one answer that are compared
MAX_WORDS = 2_000
PASSAGE = 3  # words
_HALF = 0.5
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u109f\u1780-\u17d3\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_ONE_UNSPACED = re.compile(f"[{_UNSPACED}]")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_MARKS_UP_TO = 0x11FFF


@dataclass(frozen=True, slots=True)
class WordToken:
    """A word, a number, or a sign of a script without blanks.

    Attributes:
        text: as it is compared.
        start, end: where it stands in the answer as it was written.
        size: in words.
        lookalike: it has letters of another script that only look like its own.
    """

    text: str
    start: int
    end: int
    size: float = 1.0
    lookalike: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is one."""
        return self.text[:1].isdigit()


@dataclass(frozen=True, slots=True)
class Wording:
    """What is compared of one answer in words.

    Attributes:
        tokens: in their order.
        passages: for each place at which one begins, its key.
        odd: how many signs of each kind were not what they seem.
        cut: the answer goes on behind what is compared.
    """

    tokens: tuple[WordToken, ...] = ()
    passages: tuple[int, ...] = ()
    odd: Counter[str] = field(default_factory=Counter)
    cut: bool = False

    @property
    def key(self) -> str:
        """Equal for answers with the same words in the same order."""
        return " ".join(token.text for token in self.tokens)

    @property
    def size(self) -> float:
        """In words."""
        return sum(token.size for token in self.tokens)

    def width(self, place: int) -> int:
        """How many tokens the passage that begins there has."""
        return _width(self.tokens, place)


def wording_of(text: str) -> Wording:
    """What is compared of an answer."""
    shown = seen(text[:MAX_TEXT])
    letters = Letters.of(shown.text)
    odd = Counter(shown.odd)
    tokens: list[WordToken] = []
    for found in _token().finditer(shown.text):
        if len(tokens) == MAX_WORDS:
            break
        token = _read(found, shown.at, letters)
        odd[LOOKALIKE] += token.lookalike
        tokens.append(token)
    cut = len(text) > MAX_TEXT or len(tokens) == MAX_WORDS
    return Wording(tuple(tokens), tuple(_passages(tokens)), +odd, cut)


def _read(found: re.Match[str], at: Sequence[int], letters: Letters) -> WordToken:
    raw = found.group()
    start, end = at[found.start()], at[found.end() - 1] + 1
    if raw[0].isdecimal():
        return WordToken(_number(raw), start, end)
    if raw.isascii() and letters.mostly == "latin":
        return WordToken(raw.casefold(), start, end)
    raw = unicodedata.normalize("NFC", raw)
    honest = letters.honest(raw)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", honest).casefold())
    size = _HALF if _ONE_UNSPACED.match(raw) else 1.0
    return WordToken(text, start, end, size, honest != raw)


def _number(raw: str) -> str:
    """The digits as they are written in English: 0,131 and 0.131 are one number."""
    if not raw.isascii():
        raw = "".join(str(unicodedata.decimal(sign, sign)) for sign in raw)
    if _THOUSANDS.fullmatch(raw):
        return raw.replace(",", "")
    return raw.replace(",", ".").casefold()


def _passages(tokens: Sequence[WordToken]) -> Iterator[int]:
    for place in range(len(tokens)):
        width = _width(tokens, place)
        if not width:
            return
        words = " ".join(token.text for token in tokens[place : place + width])
        yield passage_key(words)


def passage_key(words: str) -> int:
    """A number for a passage, the same in every run."""
    raw = words.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest())


def _width(tokens: Sequence[WordToken], place: int) -> int:
    """How many tokens a passage has that begins there; 0 where too few follow."""
    size = 0.0
    for number, token in enumerate(tokens[place : place + 2 * PASSAGE], 1):
        size += token.size
        if size >= PASSAGE:
            return number
    return 0


@cache
def _token() -> re.Pattern[str]:
    # `\w` has no vowel signs of Hindi or Thai: a word would fall apart at each.
    marks = "".join(
        re.escape(chr(code))
        for code in range(0x300, _MARKS_UP_TO)
        if unicodedata.category(chr(code)) in ("Mn", "Mc")
    )
    return re.compile(
        r"https?://[^\s<>()\[\]]{1,500}"
        r"|\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?"
        f"|[{_UNSPACED}][{marks}]*"
        rf"|(?![{_UNSPACED}])[^\W_](?:(?![{_UNSPACED}])[^\W_]|[{marks}])*"
    )
