"""How surprising is it that two answers are alike?

Each thing that an answer has (a statement, a comment, a name, a line that does nothing) is
worth the bits of log2(1 / share), where share is the part of the *others* in the class who have it,
too. What the catalogue or the notebook has is worth little, however few wrote it, and a
short thing is worth no more than its length. So what half of a class writes counts one bit, and
a right answer in a common form none. The number orders places to look at. It is no
probability, and no verdict.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Protocol

from autograder.similar.known import Known
from autograder.similar.shape import AnswerShape, is_a_choice

KNOWN_BITS = 1.0  # what a thing of the catalogue is worth at most
NATURAL = 4.0  # bits of an exercise that are nobody's surprise: people are taught together
FLOOR = 6.0  # bits of a pair that comes up, in a class of one; a larger class has more pairs
_PER_WORD = 0.45  # bits that a statement can be worth, for each of its words
_FORM = 3.0  # of equal forms: the statements together count this often the form itself
_MOST_CODE = 40.0
_MOST_NAMES = 8.0
_COMMON = 60  # people; of more who have a thing each is held against the next alone
Thing = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One answer to one exercise.

    Attributes:
        author: whose, as a number in the class.
        code: the cell.
        shape: what is compared of it.
        outcome: the verdict's state and mistake; empty where the answer is right.
    """

    author: int
    code: str
    shape: AnswerShape
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """What two answers to one exercise share.

    Attributes:
        bits: how surprising it is.
        same_form: they differ in names, order and layout alone.
        likeness: the share of both answers' statements that is common, by their length.
        things: what is shared and counts, the most surprising first, with its bits.
        natural: how much of it is nobody's surprise.
    """

    exercise: str
    one: Compared
    other: Compared
    bits: float
    same_form: bool
    likeness: float
    things: tuple[tuple[Thing, float], ...]
    natural: float = NATURAL

    def of_kind(self, kind: str) -> list[str]:
        """The shared things of one kind that count."""
        return [key for (what, key), bits in self.things if what == kind and bits >= 1]


@dataclass(frozen=True, slots=True)
class Usual:
    """How alike the answers to an exercise are by nature.

    Attributes:
        answers: how many were written.
        forms: how many different ones, once names, order and layout are left out.
        commonest: how many wrote the commonest.
        known: how many wrote a form that the catalogue has.
    """

    exercise: str
    answers: int
    forms: int
    commonest: int
    known: int


class Authored(Protocol):
    """An answer, and whose it is."""

    @property
    def author(self) -> int:
        """A number in the class."""


class AnyAlike(Protocol):
    """What two answers share, in code or in words."""

    @property
    def exercise(self) -> str:
        """The exercise's id, or the question's."""

    @property
    def one(self) -> Authored:
        """One answer."""

    @property
    def other(self) -> Authored:
        """The other one."""

    @property
    def bits(self) -> float:
        """How surprising it is."""

    @property
    def natural(self) -> float:
        """How much of it is nobody's surprise."""


class PairsOfClass(Protocol):
    """An exercise or a question, with all answers to it."""

    def pairs(self) -> Iterator[AnyAlike]:
        """Who shares something that not everybody has."""


@dataclass(slots=True)
class AlikePair:
    """Two students' submissions.

    Attributes:
        one, other: the students, as numbers in the class.
        alike: by exercise, the most surprising first.
    """

    one: int
    other: int
    alike: list[AnyAlike] = field(default_factory=list)

    @property
    def bits(self) -> float:
        """What is left when each exercise's natural likeness is taken away."""
        return sum(max(0.0, found.bits - found.natural) for found in self.alike)


def threshold(authors: int) -> float:
    """The bits from which a pair comes up: a large class has pairs that are alike by chance."""
    return FLOOR + math.log2(max(1, authors))


class Weigher:
    """One exercise's answers, and what each thing in them is worth."""

    def __init__(self, exercise: str, answers: Sequence[Compared], known: Known) -> None:
        """Count what occurs how often.

        Args:
            exercise: the id.
            answers: one for each author who wrote something.
            known: the exercise's.
        """
        self.exercise = exercise
        self.answers = list(answers)
        self.known = known
        self.sizes = [_sizes(one.shape) for one in self.answers]
        self.things = [dict(_things(one.shape)) for one in self.answers]
        self.have: dict[Thing, list[int]] = defaultdict(list)
        for number, found in enumerate(self.things):
            for thing in found:
                self.have[thing].append(number)
        self.forms = Counter(one.shape.form for one in self.answers)
        self.outcomes = Counter(one.outcome for one in self.answers)

    def usual(self) -> Usual:
        """How alike the answers are."""
        known = sum(one.shape.form in self.known.forms for one in self.answers)
        most = max(self.forms.values(), default=0)
        return Usual(self.exercise, len(self.answers), len(self.forms), most, known)

    def pairs(self) -> Iterator[Alike]:
        """What is shared by two who share something that not everybody has."""
        shared: dict[tuple[int, int], list[tuple[Thing, float]]] = defaultdict(list)
        for thing, have in self.have.items():
            for one, other in combinations(have, 2) if len(have) <= _COMMON else pairwise(have):
                cap = min(self.things[one][thing], self.things[other][thing])
                bits = self._worth(thing, len(have), cap)
                if bits > 0:
                    shared[one, other].append((thing, bits))
        for (one, other), things in shared.items():
            alike = self._alike(one, other, things)
            if alike.bits > NATURAL:
                yield alike

    def _worth(self, thing: Thing, have: int, cap: float) -> float:
        bits = min(cap, self._surprise(have))
        return min(bits, KNOWN_BITS) if self._is_known(thing) else bits

    def _surprise(self, have: int) -> float:
        """Of two who share what ``have`` people have, among all who answered."""
        share = (have - 2 + 0.5) / (len(self.answers) - 2 + 1)
        return max(0.0, -math.log2(min(1.0, share)))

    def _is_known(self, thing: Thing) -> bool:
        kind, key = thing
        held = {"code": self.known.units, "dead": set(), "line": self.known.units,
                "name": self.known.names, "comment": self.known.comments}  # fmt: skip
        return key in held[kind]

    def _alike(self, one: int, other: int, things: list[tuple[Thing, float]]) -> Alike:
        mine, theirs = self.answers[one], self.answers[other]
        likeness = _likeness(self.sizes[one], self.sizes[other])
        same = mine.shape.form == theirs.shape.form
        code = min(_MOST_CODE, sum(b for (kind, _), b in things if kind in ("code", "line")))
        # Common statements in a common form add up to no surprise.
        if same and 8 * self.forms[mine.shape.form] > len(self.answers):
            code = min(code, _FORM * self._surprise(self.forms[mine.shape.form]))
        if same and mine.shape.form in self.known.forms:
            code = 0.0
        names = min(_MOST_NAMES, sum(b for (kind, _), b in things if kind == "name"))
        rest = sum(b for (kind, _), b in things if kind in ("comment", "dead"))
        wrong = 0.0
        # The same unusual fault in two answers that are written alike.
        if mine.outcome and mine.outcome == theirs.outcome and code:
            wrong = min(6.0, self._surprise(self.outcomes[mine.outcome])) * likeness
        found = sorted(things, key=lambda pair: (-pair[1], pair[0]))
        bits = code * likeness + names + rest + wrong
        return Alike(self.exercise, mine, theirs, bits, same, likeness, tuple(found))


def _things(shape: AnswerShape) -> Iterator[tuple[Thing, float]]:
    """What an answer has, each with what it can be worth at most."""
    kind = "code" if shape.read else "line"
    for unit in shape.units:
        if unit.dead:
            yield ("dead", unit.key), 3.0 + _PER_WORD * unit.size
        else:
            yield (kind, unit.key), _PER_WORD * unit.size
    for comment in shape.comments:
        yield ("comment", comment.words), min(12.0, 1.8 * len(comment.words.split()))
    for name in shape.names:
        if is_a_choice(name):
            yield ("name", name), min(5.0, 0.4 * len(name))


def _sizes(shape: AnswerShape) -> Counter[str]:
    found: Counter[str] = Counter()
    for unit in shape.units:
        found[unit.key] += unit.size
    return found


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    whole = sum((one | other).values())
    return sum((one & other).values()) / whole if whole else 0.0


def pairs_of(weighers: Iterable[PairsOfClass], authors: int) -> list[AlikePair]:
    """The pairs that come up, the most surprising first."""
    found: dict[tuple[int, int], AlikePair] = {}
    for weigher in weighers:
        for alike in weigher.pairs():
            who = tuple(sorted((alike.one.author, alike.other.author)))
            found.setdefault((who[0], who[1]), AlikePair(who[0], who[1])).alike.append(alike)
    least = threshold(authors)
    chosen = [pair for pair in found.values() if pair.bits >= least]
    for pair in chosen:
        pair.alike.sort(key=lambda alike: alike.natural - alike.bits)
    return sorted(chosen, key=lambda pair: (-pair.bits, pair.one, pair.other))


def clusters_of(pairs: Sequence[AlikePair]) -> list[list[AlikePair]]:
    """The pairs by who hangs together, in the order of each one's most surprising pair."""
    leads: dict[int, int] = {}

    def lead(who: int) -> int:
        while leads.setdefault(who, who) != who:
            who = leads[who]
        return who

    for pair in pairs:
        leads[lead(pair.other)] = lead(pair.one)
    found: dict[int, list[AlikePair]] = {}
    for pair in pairs:
        found.setdefault(lead(pair.one), []).append(pair)
    return list(found.values())
