"""How an exercise is written down: cases and right answers as code, the wrong ones beside it.

A chapter's module reads like the lesson::

    entry = Entry(Exercise(id="lr-backward", ...), wrap=method("backward", LR))

    @entry.cases
    def cases(draw): ...

    @entry.reference
    def backward(self, x, yhat, y): ...

    @entry.variant("with einsum")
    def einsum(self, x, yhat, y): ...

What goes wrong lies in the file ``lr_backward.mistakes`` beside ``lr_backward.py``, each
mistake with the edits of the right answer that make it (:mod:`.mistakes_file`). Adding a
mistake is adding a few lines there, and nothing else.
"""

from __future__ import annotations

import ast
import importlib
import linecache
import math
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

import torch
import torch.nn.functional as F
from torch import nn, optim

from autograder.catalogue.answer_text import parsed, text_of
from autograder.catalogue.chapters import CHAPTERS, require_chapter
from autograder.catalogue.code_text import renamed, source_of
from autograder.catalogue.draw import Draw
from autograder.catalogue.edits import EditRefused, apply
from autograder.catalogue.mistakes_file import (
    HARMLESS,
    MistakeSection,
    MistakesRefused,
    WrongAnswer,
    place_of,
    read_mistakes,
)
from course_utils.core.case import Case
from course_utils.core.exercise import START, WARM_UP, Exercise, find_exercise
from course_utils.core.key import Mistake

CaseMaker = Callable[[Draw], list[Case]]


@dataclass(slots=True)
class Implementation:
    """One answer, right or wrong.

    Attributes:
        name: what it is called in the catalogue.
        text: its text, as a student would write it, or what looks it up.
        make: makes what the probe gets.
        about: for a right answer, how it is written.
        place: for a wrong answer, the file and the line where it is written down.
        written: for a wrong answer, how it is written down there.
    """

    name: str
    text: str | Callable[[], str]
    make: Callable[[], object]
    about: str = ""
    place: str = ""
    written: WrongAnswer = field(default_factory=lambda: WrongAnswer(0))
    _made: list[object] = field(default_factory=list)

    @property
    def source(self) -> str:
        """Its text; a function's is looked up when it is first asked for, which takes a while."""
        if not isinstance(self.text, str):
            self.text = self.text()
        return self.text

    @property
    def obj(self) -> object:
        """What the probe gets; made when it is first asked for."""
        if not self._made:
            self._made.append(self.make())
        return self._made[0]


@dataclass(frozen=True, slots=True)
class KnownMistakes:
    """What the file of mistakes holds: the mistakes, their answers, the harmless edits."""

    mistakes: dict[str, Mistake]
    answers: list[tuple[str, Implementation]]
    harmless: dict[str, str]


@dataclass(slots=True)
class Entry:
    """One exercise of the catalogue.

    Attributes:
        exercise: what students are told.
        wrap: makes the object that the probe gets from what is written down.
        make_cases: draws the cases.
        right: the reference, whose text the wrong answers are edits of.
        alternatives: right answers whose evidence the contract leaves open.
        variants: the same right answer written differently.
        module: where they stand; the file of mistakes lies beside it.
        read: what that file holds, once it has been read.
    """

    exercise: Exercise
    wrap: Callable[[Callable], object] = lambda written: written
    make_cases: CaseMaker | None = None
    right: Implementation | None = None
    alternatives: list[Implementation] = field(default_factory=list)
    variants: list[Implementation] = field(default_factory=list)
    module: ModuleType | None = None
    read: KnownMistakes | None = None

    def __post_init__(self) -> None:
        _ENTRIES[self.exercise.id] = self

    @property
    def id(self) -> str:
        """The exercise's id."""
        return self.exercise.id

    @property
    def known(self) -> KnownMistakes:
        """What the file of mistakes holds, read when it is first asked for."""
        if self.read is None:
            self.read = self._from_file()
        return self.read

    @property
    def mistakes(self) -> dict[str, Mistake]:
        """The known mistakes, in the order of their file."""
        return self.known.mistakes

    @property
    def wrong(self) -> list[tuple[str, Implementation]]:
        """Every wrong answer with its mistake's id."""
        return self.known.answers

    @property
    def harmless(self) -> dict[str, str]:
        """Edits of the reference that change nothing: the changed text, and the reason."""
        return self.known.harmless

    @property
    def mistakes_path(self) -> Path:
        """The file of the mistakes, beside the exercise's module."""
        assert self.module is not None and self.module.__file__
        return Path(self.module.__file__).with_suffix(".mistakes")

    def cases(self, maker: CaseMaker) -> CaseMaker:
        """Decorator: the function that draws the cases."""
        self.make_cases = maker
        return maker

    def reference(self, written: Callable) -> Callable:
        """Decorator: the right answer that the keys are made from, in float64.

        Its name is the one that a student gives it; the wrong answers are edits of its text.
        """
        self.module = sys.modules[written.__module__]
        self.right = self._of_code(written)
        return written

    def accept(self, about: str) -> Callable[[Callable], Callable]:
        """Decorator: another right answer whose evidence the contract leaves open."""

        def register(written: Callable) -> Callable:
            self.alternatives.append(self._of_code(written, about))
            return written

        return register

    def variant(self, about: str) -> Callable[[Callable], Callable]:
        """Decorator: the same right answer written differently, for the tests."""

        def register(written: Callable) -> Callable:
            self.variants.append(self._of_code(written, about))
            return written

        return register

    def build(self, source: str, name: str = "<answer>") -> object:
        """What the probe gets for the text of an answer."""
        assert self.right is not None and self.module is not None
        namespace = {**_IMPORTED, **vars(self.module)}
        # Tracebacks show the lines, and inspect.getsource finds them.
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        exec(compile(source, name, "exec", dont_inherit=True), namespace)
        return self.wrap(namespace[self.right.name])

    def _of_code(self, written: Callable, about: str = "") -> Implementation:
        name = self.right.name if self.right else written.__name__
        own = written.__name__
        return Implementation(
            own, lambda: renamed(source_of(written), own, name), lambda: self.wrap(written), about
        )

    def _from_file(self) -> KnownMistakes:
        found = KnownMistakes({}, [], {})
        right = (self.right, *self.alternatives, *self.variants)
        texts = {
            one.source: f"nothing is changed: it is the answer {one.name}" for one in right if one
        }
        path = self.mistakes_path
        for section in read_mistakes(path):
            for number, answer in enumerate(section.answers):
                try:
                    one = self._implementation(section, number, answer)
                    tree = parsed(one.source, edited=bool(answer.edits))
                    if twin := texts.get(one.source):
                        raise EditRefused(twin)
                    texts[one.source] = f"the same answer stands in line {answer.line}"
                except EditRefused as fault:
                    raise MistakesRefused(
                        f"{place_of(path)}, line {answer.line} ({section.mistake.id}): {fault}."
                    ) from None
                if section.mistake.id == HARMLESS:
                    found.harmless[ast.unparse(tree)] = section.mistake.sentence
                else:
                    found.answers.append((section.mistake.id, one))
            if section.mistake.id != HARMLESS:
                found.mistakes[section.mistake.id] = section.mistake
        return found

    def _implementation(
        self, section: MistakeSection, number: int, answer: WrongAnswer
    ) -> Implementation:
        assert self.right is not None and self.module is not None
        name = f"{section.mistake.id}/{number + 1}"
        place = f"{place_of(self.mistakes_path)}, line {answer.line}"
        if answer.code:
            written = getattr(self.module, answer.code, None)
            if written is None:
                raise EditRefused(f"{self.module.__name__} has no {answer.code!r}")
            source = renamed(source_of(written), answer.code, self.right.name)
            return Implementation(name, source, lambda: self.wrap(written), "", place, answer)
        try:
            source = text_of(answer, self._right_source, self.right.name)
        except EditRefused as fault:
            raise EditRefused(f"{fault}{self._elsewhere(answer)}") from None
        file = f"<{self.mistakes_path.name}, line {answer.line}, {name}>"
        return Implementation(name, source, lambda: self.build(source, file), "", place, answer)

    def _elsewhere(self, answer: WrongAnswer) -> str:
        """Where edits that do not fit their right answer do fit, as what to write; or nothing."""
        for one in (*self.alternatives, *self.variants) if answer.edits else ():
            with suppress(EditRefused):
                apply(one.source, answer.edits)
                return f"; it stands in {one.name}: write 'in {one.name}: ' before the edit"
        return ""

    def _right_source(self, name: str) -> str:
        assert self.right is not None
        rights = {one.name: one.source for one in (self.right, *self.alternatives, *self.variants)}
        if name and name not in rights:
            raise EditRefused(f"there is no right answer {name!r}, but {', '.join(rights)}")
        return rights[name or self.right.name]


_ENTRIES: dict[str, Entry] = {}
# What a notebook's first cell has imported before an answer is written.
_IMPORTED = {"torch": torch, "nn": nn, "F": F, "optim": optim, "math": math}


def method(name: str, base: type) -> Callable[[Callable], object]:
    """A wrap for exercises on one method: a function becomes that method of ``base``.

    A class is taken as it is: some mistakes need more than one method.
    """

    def wrap(written: Callable) -> object:
        if isinstance(written, type):
            return written
        return type(base.__name__, (base,), {name: written, "__module__": base.__module__})

    return wrap


def _import(chapter: str) -> None:
    for package in ("autograder.catalogue", "course_utils.probes"):
        importlib.import_module(f"{package}.{chapter.split('_', 1)[1]}")


@cache
def catalogue() -> dict[str, Entry]:
    """Every entry, by id, in the course's order."""
    for chapter in CHAPTERS:
        _import(chapter)
    order = {chapter: number for number, chapter in enumerate(CHAPTERS)}
    counted = {name: one for name, one in _ENTRIES.items() if one.exercise.chapter in order}
    return dict(sorted(counted.items(), key=lambda pair: order[pair[1].exercise.chapter]))


@cache
def warm_up_entry() -> Entry:
    """The start page's exercise, which the catalogue does not count."""
    _import(START)
    return _ENTRIES[WARM_UP]


def find_entry(exercise_id: str) -> Entry:
    """The entry with this id.

    Raises:
        UnknownExercise: with the close ids.
    """
    if exercise_id == WARM_UP:
        return warm_up_entry()
    entries = catalogue()
    find_exercise(exercise_id, {name: entry.exercise for name, entry in entries.items()})
    return entries[exercise_id]


def chapter_of(name: str) -> list[Entry]:
    """The entries of one chapter, by its assignment name.

    Raises:
        UnknownExercise: there is no such chapter.
    """
    require_chapter(name)
    _import(name)  # this one alone: a notebook is of one chapter
    return [entry for entry in _ENTRIES.values() if entry.exercise.chapter == name]
