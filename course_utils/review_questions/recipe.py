"""What a question of the review is made of, and how its numbers are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

_TRIES = 200


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong answer, and what it comes from.

    Attributes:
        text: the answer.
        why: what the student is told who gave it.
        edit: what to replace in the code, and by what, so that it gives this answer; two
            empty texts where no such change is small.
        tells: the changed line tells the student something; else it is for tests alone.
    """

    text: str
    why: str
    edit: tuple[str, str] = ("", "")
    tells: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question with its numbers.

    Attributes:
        code: lines that can be run after the chapters' set-up cell; the answer is the value
            of the last.
        right: the answer, computed without running them.
        why: how it comes about.
        slips: wrong answers, each another one than the rest.
    """

    code: str
    right: str
    why: str
    slips: tuple[Slip, ...]

    @property
    def is_sound(self) -> bool:
        """Whether no two answers are the same."""
        texts = [self.right, *(slip.text for slip in self.slips)]
        return len(set(texts)) == len(texts)

    def line_for(self, slip: Slip) -> str:
        """The line that would have given the slip's answer; nothing where none tells of it."""
        old, new = slip.edit
        for line in self.code.splitlines() if old and slip.tells else ():
            if old in line:
                return line.replace(old, new).strip()
        return ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A question whose numbers are new every time.

    Attributes:
        id: such as ``r-lost-axis``.
        chapter: the number of the chapter that it is about.
        about: the predictions and exercises that ask for the same idea.
        make: draws its numbers; may draw some with which two answers are the same.
    """

    id: str
    chapter: int
    about: tuple[str, ...]
    make: Callable[[Random], Drawn]

    def drawn(self, chance: Random) -> Drawn:
        """The question with numbers that tell all its answers apart.

        Raises:
            LookupError: there are none.
        """
        for _ in range(_TRIES):
            if (found := self.make(chance)).is_sound:
                return found
        raise LookupError(f"{self.id} draws no numbers that tell its answers apart.")


@dataclass(frozen=True, slots=True)
class WhyQuestion:
    """A question that asks why: the student compares his own words with the model's.

    Attributes:
        id: such as ``y-zero-grad``.
        chapter, about: as a recipe's.
        text: the question.
        model: an answer of two lines.
    """

    id: str
    chapter: int
    about: tuple[str, ...]
    text: str
    model: str


def written(value: float) -> str:
    """A number as the questions write it: with four decimals at most, as their code rounds."""
    rounded = round(value, 4)
    return f"{0.0 if rounded == 0 else rounded:.10g}"


def sized(*lengths: int) -> str:
    """A shape as Python writes a tuple."""
    return str(tuple(lengths))


def as_list(values: Sequence[float]) -> str:
    """Numbers as Python writes a list."""
    return f"[{', '.join(map(written, values))}]"


def several(chance: Random, count: int, among: Sequence[int]) -> Iterator[int]:
    """So many of the numbers, no two of them equal."""
    yield from chance.sample(list(among), count)
