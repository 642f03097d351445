"""Two answers in words side by side: the passages that both have, and signs that only seem so."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from autograder.similar.known_words import KnownWords
from autograder.similar.signs import HIDDEN, INVISIBLE, LOOKALIKE
from autograder.similar.weigh_words import WordsAlike
from autograder.similar.wording import Wording
from autograder.similar.words_table import WordsCompared, own_places
from autograder.submission.highlight import visible

MAX_SHOWN = 8_000  # characters of one answer
_PLACES = 8  # of one passage in the other text that are tried
_JOINERS = {"\u200c", "\u200d"}


@dataclass(frozen=True, slots=True)
class PassageRun:
    """A passage that both texts have: where it begins in each, and how many tokens it has."""

    one: int
    other: int
    length: int


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A part of an answer.

    Attributes:
        text: as it may be shown.
        twin: the number that it shares with its like in the other answer; 0 without one.
        quoted: it stands in the notebook.
        odd: a sign that is not what it seems, with its code point.
        begins: it is the first piece with its number.
    """

    text: str
    twin: int = 0
    quoted: bool = False
    odd: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One answer's pieces, and how many characters are not shown."""

    pieces: tuple[TextPiece, ...]
    left_out: int = 0


def shared_runs(one: Wording, other: Wording) -> list[PassageRun]:
    """The passages that both have, each place once, in the order of the first text."""
    begins: dict[int, list[int]] = defaultdict(list)
    for place, key in enumerate(other.passages):
        if len(begins[key]) < _PLACES:
            begins[key].append(place)
    taken = [False] * len(other.tokens)
    found, place = [], 0
    while place < len(one.passages):
        tries = [
            PassageRun(place, there, _length(one, other, place, there, taken))
            for there in begins.get(one.passages[place], ())
        ]
        best = max(tries, key=lambda run: run.length, default=None)
        if best is None or best.length < one.width(place):
            place += 1
            continue
        taken[best.other : best.other + best.length] = [True] * best.length
        found.append(best)
        place += best.length
    return found


def _length(one: Wording, other: Wording, here: int, there: int, taken: Sequence[bool]) -> int:
    length = 0
    while (
        here + length < len(one.tokens)
        and there + length < len(other.tokens)
        and not taken[there + length]
        and one.tokens[here + length].text == other.tokens[there + length].text
    ):
        length += 1
    return length


def words_side_by_side(alike: WordsAlike) -> tuple[TextColumn, TextColumn]:
    """Both answers; what both have carries the same number, wherever it stands."""
    one, other = alike.one, alike.other
    runs = shared_runs(one.wording, other.wording)
    known = alike.table.known
    return (
        _column(one, [(run.one, run.length) for run in runs], known),
        _column(other, [(run.other, run.length) for run in runs], known),
    )


def _column(
    answer: WordsCompared, runs: Sequence[tuple[int, int]], known: KnownWords
) -> TextColumn:
    tokens, text = answer.wording.tokens, answer.text[:MAX_SHOWN]
    twins = [0] * len(tokens)
    for number, (first, length) in enumerate(runs, 1):
        twins[first : first + length] = [number] * length
    own = own_places(answer.wording, known)
    pieces: list[TextPiece] = []
    place = 0
    for number, token in enumerate(tokens):
        if token.start >= len(text):
            break
        joined = number > 0 and twins[number] == twins[number - 1]
        quoted = not own[number]
        between = twins[number] if joined else 0
        same = quoted and number > 0 and not own[number - 1]
        pieces += _pieces(text[place : token.start], TextPiece("", between, same))
        word = text[token.start : token.end]
        pieces += _pieces(word, TextPiece("", twins[number], quoted), token.lookalike)
        place = max(place, token.end)
    pieces += _pieces(text[place:], TextPiece(""))
    return TextColumn(tuple(_joined(pieces)), max(0, len(answer.text) - MAX_SHOWN))


def _pieces(text: str, like: TextPiece, lookalike: bool = False) -> Iterator[TextPiece]:
    """The text, with signs that are not what they seem apart."""
    plain = ""
    for sign in text:
        shown = visible(sign)
        odd = shown != sign and sign not in "\r\n"
        if odd or sign in _JOINERS or (lookalike and _is_lookalike(sign)):
            yield TextPiece(plain, like.twin, like.quoted)
            plain = ""
            told = shown if odd else f"{sign}[U+{ord(sign):04X}]"
            yield TextPiece(told, like.twin, like.quoted, odd=True)
        else:
            plain += shown
    yield TextPiece(plain, like.twin, like.quoted)


def _is_lookalike(sign: str) -> bool:
    return not sign.isascii() and "LATIN SMALL" not in unicodedata.name(sign, "")


def _joined(pieces: Sequence[TextPiece]) -> Iterator[TextPiece]:
    before = 0
    for kind, alike in groupby((piece for piece in pieces if piece.text), _kind):
        twin, quoted, odd = kind
        text = "".join(piece.text for piece in alike)
        yield TextPiece(text, twin, quoted, odd, begins=twin not in (0, before))
        before = twin


def _kind(piece: TextPiece) -> tuple[int, bool, bool]:
    return piece.twin, piece.quoted, piece.odd


def words_reasons(alike: WordsAlike) -> list[str]:
    """What is alike in two answers, a clause each; texts of students stand between backticks."""
    one, other = alike.one.wording, alike.other.wording
    found = []
    if alike.equal:
        found.append(
            "the same words in the same order; capital letters, punctuation and layout do not count"
        )
    else:
        found.append(_of_passages(alike))
    if alike.near > 2:
        found.append(
            f"{alike.near} of the class have nearly this answer: a template, a slide or a text "
            "that all were given explains that as well"
        )
    if numbers := alike.table.rare_numbers(one, other):
        found.append(_listed("a number that few quote", "{} numbers that few quote", numbers))
    if words := alike.table.rare_words(one, other):
        found.append(
            _listed(
                "a word that hardly anybody else has",
                "{} words that hardly anybody else has",
                words,
            )
        )
    for wording, which in ((one, "first"), (other, "second")):
        found += [f"in the {which} text: {clause}" for clause in odd_clauses(wording)]
        if wording.cut:
            found.append(f"the {which} text is long; its end was not compared")
    return found


def _of_passages(alike: WordsAlike) -> str:
    one, other = alike.one.wording, alike.other.wording
    lengths = [
        sum(token.size for token in one.tokens[run.one : run.one + run.length])
        for run in shared_runs(one, other)
    ]
    least = max(1.0, min(one.size, other.size))
    return (
        f"passages in both make up {100 * min(1.0, sum(lengths) / least):.0f} % of the shorter "
        f"text; the longest has {round(max(lengths, default=0))} words"
    )


def _listed(one: str, many: str, texts: Sequence[str]) -> str:
    quoted = ", ".join(f"`{visible(text)[:40]}`" for text in texts[:6])
    return f"{one if len(texts) == 1 else many.format(len(texts))}: {quoted}" + ", …" * (
        len(texts) > 6
    )


def odd_clauses(wording: Wording) -> list[str]:
    """What is not what it seems in an answer, and where such signs come from honestly."""
    return [
        (one if count == 1 else many).format(count=count)
        for kind, one, many in _ODD
        if (count := wording.odd[kind])
    ]


_ODD = (
    (LOOKALIKE,
     "a word with letters of another script that look like its own",
     "{count} words with letters of another script that look like their own"),
    (INVISIBLE,
     "an invisible sign within words, which a copied page or PDF has as well",
     "{count} invisible signs within words, which a copied page or PDF has as well"),
    (HIDDEN,
     "text that is hidden from its reader",
     "text in {count} places that is hidden from its reader"),
)  # fmt: skip
