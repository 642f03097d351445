"""How surprising is it that two answers in words are alike?

Each passage of three words that two answers share counts a third of log2(1 / share), where share
is the part of the others who have it, too; a word counts less, a number of the student's own runs
more. What stands in the notebook counts nothing, and what stands in the model answer hardly more.
What is usual between two answers of this class is taken away. What is left orders places to
look at. It is no probability, and no verdict.

Equal texts are looked at once, whoever wrote them. Texts that are equal or nearly so are a group
even where they are most of the class, and nothing in them is rare.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice, pairwise, product
from statistics import median

import numpy as np

from autograder.similar.known_words import KnownWords
from autograder.similar.weigh import NATURAL, threshold
from autograder.similar.words_table import Numbers, WordsCompared, WordsTable

SHORT = 25.0  # words of one's own; below, answers are alike by nature
_NEAR = 0.7  # of the passages of the shorter one: two answers are nearly equal
_MOST_NATURAL = 60.0
_FEW = 8  # texts: fewer do not show what is usual
_SMALL_CLASS = 12.0  # bits that are usual there
_ALL_PAIRS = 12  # of people with one and the same answer; of more, each with the next
_SAMPLE = 200  # texts by which is seen what is usual
_MOST_PAIRS = 20_000
_ROUNDED = 1e-6
_OF_MODEL = 0.5  # of an answer's own passages


@dataclass(frozen=True, slots=True)
class WordsAlike:
    """Two answers in words that are alike.

    Attributes:
        bits: how surprising it is.
        natural: how much of it is usual in this class.
        table: by which it is seen what counts.
        equal: the words are the same throughout.
        near: how many of the class have nearly this answer, where that are so many that nothing
            in it is rare; else 0.
    """

    exercise: str
    one: WordsCompared
    other: WordsCompared
    bits: float
    natural: float
    table: WordsTable = field(repr=False, compare=False)
    equal: bool = False
    near: int = 0


@dataclass(frozen=True, slots=True)
class WordsUsual:
    """How alike the answers in words are by nature.

    Attributes:
        answers: how many were written.
        different: how many different ones, once layout and punctuation are left out.
        commonest: how many wrote the commonest.
        words: of the median answer.
        own: of these, how many do not stand in the notebook.
        model: how many take most of their own passages from the model answer.
    """

    exercise: str
    answers: int
    different: int = 0
    commonest: int = 0
    words: int = 0
    own: int = 0
    model: int = 0


class WordsWeigher:
    """One question's answers, two at a time."""

    def __init__(
        self, exercise: str, answers: Sequence[WordsCompared], known: KnownWords, authors: int
    ) -> None:
        """Count what occurs how often.

        Args:
            exercise: the question's id.
            answers: one for each author who wrote something.
            known: the question's.
            authors: how many there are in the class.
        """
        self.exercise = exercise
        self.answers = answers
        self.table = WordsTable(answers, known)
        self.natural = self._natural()
        self._least = self.natural + threshold(authors) + _ROUNDED

    def _natural(self) -> float:
        """The bits beyond which a pair of this class is unusual: what a box plot calls far out."""
        count = len(self.table.texts)
        if count < _FEW:
            return _SMALL_CLASS
        found: list[Numbers] = []
        for number in range(0, count, max(1, count // _SAMPLE)):
            found.append(np.delete(self.table.bits(number), number))
        low, high = np.quantile(np.concatenate(found), (0.25, 0.75))
        return float(min(_MOST_NATURAL, max(NATURAL, high + 3 * (high - low))))

    def usual(self) -> WordsUsual:
        """How alike the answers are."""
        texts = self.table.texts
        if not texts:
            return WordsUsual(self.exercise, len(self.answers))
        every = [(text, one) for text in texts for one in text.writers]
        return WordsUsual(
            self.exercise,
            len(self.answers),
            len(texts),
            max(len(text.writers) for text in texts),
            round(median(one.wording.size for _, one in every)),
            round(median(text.own for text, _ in every)),
            sum(text.of_model > _OF_MODEL for text, _ in every),
        )

    def pairs(self) -> Iterator[WordsAlike]:
        """Who shares more than is usual."""
        found = {(one.one.author, one.other.author): one for one in self._common()}
        for alike in islice(self._rare(), _MOST_PAIRS):
            who = (alike.one.author, alike.other.author)
            if who not in found or alike.bits >= self._least:
                found[who] = alike
        yield from found.values()

    def _rare(self) -> Iterator[WordsAlike]:
        for number, text in enumerate(self.table.texts):
            bits = self.table.bits(number)
            if len(text.writers) > 1 and bits[number] > self._least:
                for one, other in _each_with_the_next(text.writers):
                    yield self._alike(one, other, bits[number], equal=True)
            for place in np.flatnonzero(bits[number + 1 :] > self.natural):
                second = self.table.texts[number + 1 + place]
                for one, other in islice(product(text.writers, second.writers), _ALL_PAIRS):
                    yield self._alike(one, other, bits[number + 1 + place])

    def _common(self) -> Iterator[WordsAlike]:
        """Groups of texts that are nearly equal, of whatever size: each text with the first."""
        texts = self.table.texts
        sizes = np.array([len(text.passages) for text in texts])
        long = np.array([text.own >= SHORT for text in texts], dtype=bool)
        free = long.copy()
        for number in range(len(texts)):
            if not free[number]:
                continue
            shared = self.table.shared_passages(number)
            near = free & (shared >= _NEAR * np.minimum(sizes, sizes[number]))
            near[number] = True
            free &= ~near
            group = [texts[place].writers for place in np.flatnonzero(near)]
            people = sum(map(len, group))
            for writers in group:
                for one, other in _each_with_the_next(writers):
                    yield self._alike(one, other, self._least, equal=True, near=people)
            for writers in group[1:]:
                yield self._alike(group[0][0], writers[0], self._least, near=people)

    def _alike(
        self,
        one: WordsCompared,
        other: WordsCompared,
        bits: float,
        *,
        equal: bool = False,
        near: int = 0,
    ) -> WordsAlike:
        if one.author > other.author:
            one, other = other, one
        return WordsAlike(
            self.exercise, one, other, float(bits), self.natural, self.table, equal, near
        )


def _each_with_the_next(
    writers: Sequence[WordsCompared],
) -> Iterator[tuple[WordsCompared, WordsCompared]]:
    yield from combinations(writers, 2) if len(writers) <= _ALL_PAIRS else pairwise(writers)
