"""A class's answers in words as a table: which of them has which passage, word and number."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.similar.known_words import KnownWords
from autograder.similar.wording import PASSAGE, Wording

_MODEL_PART = 1 / 16  # what a passage of the model answer is worth, of another one's
_WORD_PART = 0.25  # of a word's surprise that counts: passages have it already
_MOST_WORD = 1.5  # bits
_MOST_NUMBER, _MOST_NUMBERS = 4.0, 12.0  # bits of one, and of all
_DIGITS = 3  # a number of fewer says nothing
_LETTERS = 4
_MOST_PASSAGES = 400_000  # of a class; of longer answers every second, third … one is taken
_LIGHT = 0.02
Places = NDArray[np.int32]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WordsCompared:
    """One answer in words.

    Attributes:
        author: whose, as a number in the class.
        text: as it was written.
        wording: what is compared of it.
    """

    author: int
    text: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class OneText:
    """One text, with all who wrote it.

    Attributes:
        writers: by author.
        passages, words, numbers: what counts of it, as rows of the table.
        own: how many of its words do not stand in the notebook.
        of_model: the share of its own passages that stands in the model answer.
    """

    writers: tuple[WordsCompared, ...]
    passages: Places
    words: Places
    numbers: Places
    own: float
    of_model: float


class WordsTable:
    """Every text once, and what a thing that two of them share is worth."""

    def __init__(self, answers: Sequence[WordsCompared], known: KnownWords) -> None:
        """Count what occurs how often.

        Args:
            answers: one for each author who wrote something.
            known: the question's.
        """
        self.known = known
        by_key: dict[str, list[WordsCompared]] = defaultdict(list)
        for one in answers:
            if one.wording.tokens:
                by_key[one.wording.key].append(one)
        self.people = sum(map(len, by_key.values()))
        self._every = 1 + sum(len(one[0].wording.tokens) for one in by_key.values()) // (
            _MOST_PASSAGES
        )
        self._rows: dict[object, int] = {}
        self.texts = [self._text(tuple(writers)) for writers in by_key.values()]
        self._have = self._who_has()
        self._count()

    def _text(self, writers: tuple[WordsCompared, ...]) -> OneText:
        wording = writers[0].wording
        passages = set(wording.passages) - self.known.given
        words = {token.text for token in wording.tokens} - self.known.words
        return OneText(
            writers,
            self._places(key for key in passages if key % self._every == 0),
            self._places(word for word in words if len(word) >= _LETTERS and word.isalpha()),
            self._places(("number", word) for word in words if is_telling(word)),
            own_size(wording, self.known),
            len(passages & self.known.model) / len(passages) if passages else 0.0,
        )

    def _places(self, things: Iterable[object]) -> Places:
        found = [self._rows.setdefault(thing, len(self._rows)) for thing in things]
        return np.array(sorted(found), dtype=np.int32)

    def _who_has(self) -> list[Places]:
        """By row, the texts that have it."""
        found: list[list[int]] = [[] for _ in self._rows]
        for number, text in enumerate(self.texts):
            for row in (*text.passages, *text.words, *text.numbers):
                found[row].append(number)
        return [np.array(numbers, dtype=np.int32) for numbers in found]

    def _count(self) -> None:
        writers = np.array([len(text.writers) for text in self.texts], dtype=np.int64)
        worth = np.zeros(len(self._rows))
        for thing, row in self._rows.items():
            bits = self.surprise(int(writers[self._have[row]].sum()))
            if isinstance(thing, int):
                part = _MODEL_PART if thing in self.known.model else 1.0
                worth[row] = bits * part * self._every / PASSAGE
            elif isinstance(thing, str):
                worth[row] = min(_MOST_WORD, bits * _WORD_PART)
            else:
                worth[row] = min(_MOST_NUMBER, bits / 2)
        self._worth = worth

    def surprise(self, have: int) -> float:
        """Of two who share what ``have`` people have, among all who answered; in bits."""
        share = (max(2, have) - 2 + 0.5) / max(1, self.people - 2 + 1)
        return max(0.0, -math.log2(min(1.0, share)))

    def bits(self, number: int) -> Numbers:
        """What one text shares with each text, itself included."""
        text = self.texts[number]
        found = self._sum((*text.passages, *text.words))
        return found + np.minimum(self._sum(text.numbers), _MOST_NUMBERS)

    def _sum(self, rows: Iterable[int]) -> Numbers:
        found = np.zeros(len(self.texts))
        for row in rows:
            worth = self._worth[row]
            if worth >= _LIGHT:
                found[self._have[row]] += worth
        return found

    def shared_passages(self, number: int) -> Numbers:
        """How many passages one text shares with each text, however common they are."""
        found = np.zeros(len(self.texts))
        for row in self.texts[number].passages:
            found[self._have[row]] += 1
        return found

    def rare_numbers(self, one: Wording, other: Wording) -> list[str]:
        """Numbers in both that count, in the order of the first text."""
        theirs = {token.text for token in other.tokens}
        mine = Counter(token.text for token in one.tokens if token.text in theirs)
        return [number for number in mine if self._worth_of(("number", number)) >= 1]

    def rare_words(self, one: Wording, other: Wording) -> list[str]:
        """Words in both that hardly anybody else has."""
        theirs = {token.text for token in other.tokens}
        mine = Counter(token.text for token in one.tokens if token.text in theirs)
        return [word for word in mine if self._worth_of(word) >= 1]

    def _worth_of(self, thing: object) -> float:
        row = self._rows.get(thing)
        return 0.0 if row is None else float(self._worth[row])


def is_telling(word: str) -> bool:
    """Whether it is a number that two people hardly write by chance."""
    digits = word.partition("e")[0].replace(".", "")
    return digits.isdecimal() and len(digits.lstrip("0")) >= _DIGITS


def own_places(wording: Wording, known: KnownWords) -> list[bool]:
    """For each token, whether it is no part of a passage of the notebook."""
    own = [True] * len(wording.tokens)
    for place, key in enumerate(wording.passages):
        if key in known.given:
            own[place : place + wording.width(place)] = [False] * wording.width(place)
    return own


def own_size(wording: Wording, known: KnownWords) -> float:
    """How many words do not stand in the notebook."""
    own = own_places(wording, known)
    return sum(token.size for token, mine in zip(wording.tokens, own, strict=True) if mine)
