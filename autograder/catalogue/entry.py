"""How an exercise is written down: cases, the right answer, the wrong ones.

A chapter's module reads like the lesson::

    backward = Entry(Exercise(id="lr-backward", ...), wrap=method("backward"))

    @backward.cases
    def cases(draw): ...

    @backward.reference
    def reference(self, x, yhat, y): ...

    @backward.mistake(
        "missing-mean",
        "the sum over the batch is not divided by m",
        "J averages over the examples; so does its gradient.",
    )
    def sum_over_batch(self, x, yhat, y): ...

Adding a mistake is adding one small function with its sentence, in one place.
"""

from __future__ import annotations

import importlib
import inspect
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from autograder.catalogue.draw import Draw
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, UnknownExercise, find_exercise
from course_utils.core.key import Mistake

# In the course's order. The build, the report and the tests all walk this list.
CHAPTERS: tuple[str, ...] = (
    "01_tensors",
    "02_autograd",
    "03_modules",
    "04_logistic_regression",
    "05_optimizer_loop",
    "06_paper",
)

CaseMaker = Callable[[Draw], list[Case]]


@dataclass(frozen=True, slots=True)
class Implementation:
    """One answer, right or wrong: the object as written and what the probe gets."""

    written: Callable
    obj: object
    about: str = ""

    @property
    def name(self) -> str:
        """The name it has in the catalogue."""
        return self.written.__name__

    @property
    def source(self) -> str:
        """Its text without the catalogue's decorators."""
        lines = textwrap.dedent(inspect.getsource(self.written)).splitlines(keepends=True)
        start = next(i for i, line in enumerate(lines) if line.startswith(("def ", "class ")))
        kept = [line for line in lines[:start] if line.startswith("@torch.")]
        return "".join(kept + lines[start:])


@dataclass(slots=True)
class Entry:
    """One exercise of the catalogue.

    Attributes:
        exercise: what students are told.
        wrap: makes the object that the probe gets from what is written down.
        harmless: surviving mutants of the reference, each with the reason why it
            changes nothing that the contract speaks of.
    """

    exercise: Exercise
    wrap: Callable[[Callable], object] = lambda written: written
    harmless: dict[str, str] = field(default_factory=dict)
    make_cases: CaseMaker | None = None
    right: Implementation | None = None
    accepted: list[Implementation] = field(default_factory=list)
    others: list[Implementation] = field(default_factory=list)
    mistakes: dict[str, Mistake] = field(default_factory=dict)
    wrong: list[tuple[str, Implementation]] = field(default_factory=list)

    def __post_init__(self) -> None:
        _ENTRIES[self.exercise.id] = self

    @property
    def id(self) -> str:
        """The exercise's id."""
        return self.exercise.id

    def cases(self, maker: CaseMaker) -> CaseMaker:
        """Decorator: the function that draws the cases."""
        self.make_cases = maker
        return maker

    def reference(self, written: Callable) -> Callable:
        """Decorator: the right answer that the keys are made from, in float64."""
        self.right = self._implementation(written)
        return written

    def accept(self, about: str) -> Callable[[Callable], Callable]:
        """Decorator: another right answer whose evidence the contract leaves open."""

        def register(written: Callable) -> Callable:
            self.accepted.append(self._implementation(written, about))
            return written

        return register

    def variant(self, about: str) -> Callable[[Callable], Callable]:
        """Decorator: the same right answer written differently, for the tests."""

        def register(written: Callable) -> Callable:
            self.others.append(self._implementation(written, about))
            return written

        return register

    def mistake(
        self, mistake_id: str, sentence: str, why: str, hint: int = 2, about: Sequence[str] = ()
    ) -> Callable[[Callable], Callable]:
        """Decorator: a wrong answer and the sentence that is true of it.

        Args:
            mistake_id: unique within the exercise.
            sentence: completes "This is what you get when …".
            why: the line of mathematics that it goes against.
            hint: the step of the hints that helps, 1 to 3.
            about: the evidence items in which it may be named; empty for any.
        """
        if mistake_id in self.mistakes:
            raise ValueError(f"{self.id}: the mistake {mistake_id!r} is there already; use also()")
        self.mistakes[mistake_id] = Mistake(mistake_id, sentence, why, hint, tuple(about))
        return self.also(mistake_id)

    def also(self, mistake_id: str) -> Callable[[Callable], Callable]:
        """Decorator: a further wrong answer that the same sentence is true of."""
        if mistake_id not in self.mistakes:
            raise ValueError(f"{self.id}: there is no mistake {mistake_id!r} yet")

        def register(written: Callable) -> Callable:
            self.wrong.append((mistake_id, self._implementation(written)))
            return written

        return register

    def _implementation(self, written: Callable, about: str = "") -> Implementation:
        return Implementation(written, self.wrap(written), about)


_ENTRIES: dict[str, Entry] = {}


def method(name: str, base: type) -> Callable[[Callable], object]:
    """A wrap for exercises on one method: a function becomes that method of ``base``.

    A class is taken as it is: some mistakes need more than one method.
    """

    def wrap(written: Callable) -> object:
        if isinstance(written, type):
            return written
        return type(base.__name__, (base,), {name: written, "__module__": base.__module__})

    return wrap


@cache
def catalogue() -> dict[str, Entry]:
    """Every entry, by id, in the course's order."""
    for chapter in CHAPTERS:
        importlib.import_module(f"autograder.catalogue.{chapter.split('_', 1)[1]}")
        importlib.import_module(f"course_utils.probes.{chapter.split('_', 1)[1]}")
    order = {chapter: number for number, chapter in enumerate(CHAPTERS)}
    return dict(sorted(_ENTRIES.items(), key=lambda pair: order[pair[1].exercise.chapter]))


def find_entry(exercise_id: str) -> Entry:
    """The entry with this id.

    Raises:
        UnknownExercise: with the close ids.
    """
    entries = catalogue()
    find_exercise(exercise_id, {name: entry.exercise for name, entry in entries.items()})
    return entries[exercise_id]


def chapter_of(name: str) -> list[Entry]:
    """The entries of one chapter, by its assignment name.

    Raises:
        UnknownExercise: there is no such chapter.
    """
    if name not in CHAPTERS:
        raise UnknownExercise(f"There is no chapter {name!r}. There are: {', '.join(CHAPTERS)}.")
    return [entry for entry in catalogue().values() if entry.exercise.chapter == name]
