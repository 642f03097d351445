"""Whether what a check judges is the student's last version of the exercise.

A cell that was broken or renamed after it had run leaves its older definition in the kernel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from course_utils.core.exercise import Exercise, exercises
from course_utils.notebook.defines import (
    Fault,
    Sight,
    Source,
    Target,
    defined_instead,
    faulty_part,
    means_to_define,
    parse_cell,
    sight,
    stands_alone,
    target_of,
)
from course_utils.notebook.ran import RanCell, runs
from course_utils.texts import Message, say

Code = Literal["unreadable", "raised", "renamed", "undefined", "no-method-of"]
Holds = Literal["older", "empty", "nothing"]
_LONGEST = 80
_LINE = re.compile(r"^\s*#\s*exercise:\s*([a-z0-9-]+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stale:
    """Why the last version of an exercise's cell is not what the kernel holds.

    Attributes:
        code: what happened to it.
        target: what it should have defined.
        error: the exception's class.
        line: the cell's line in which it happened, from 1; None where it is not known.
        text: what stands in that line.
        found: the name that is defined in the target's place.
        replaced: an earlier version of the same cell is known to have defined the target.
    """

    code: Code
    target: Target
    error: str = ""
    line: int | None = None
    text: str = ""
    found: str = ""
    replaced: bool = False

    @property
    def broken(self) -> bool:
        """Whether Python stopped in it, so that nothing else can explain what is missing."""
        return self.code in ("unreadable", "raised")


def last_version(exercise: Exercise, names: Mapping[str, Any]) -> Stale | None:
    """Why the kernel's names do not hold the last version; None where nothing speaks against it."""
    target = target_of(exercise)
    found = stale(exercise.id, target, runs())
    if found is None or found.broken or found.replaced:
        return found
    # It is there, and may come from anywhere.
    return None if _is_there(target, names) else found


def _is_there(target: Target, names: Mapping[str, Any]) -> bool:
    if target.symbol not in names:
        return False
    if not target.method:
        return True
    owner = names[target.symbol]
    parents = getattr(owner, "__mro__", ())
    # nn.Module has a forward of its own, which only raises.
    return any(
        target.method in vars(parent)
        for parent in parents
        if not parent.__module__.startswith("torch.")
    )


def undefined(exercise: Exercise) -> Message:
    """What is said where nothing bears the exercise's name."""
    chapters = {
        known.chapter for name in _named(runs()) if (known := exercises().get(name)) is not None
    }
    if not chapters or exercise.chapter in chapters:
        return say("check.undefined", symbol=exercise.symbol)
    return say(
        "check.other-chapter",
        symbol=exercise.symbol,
        exercise=exercise.id,
        chapter=int(exercise.chapter[:2]),
        notebook=exercise.chapter,
    )


def _named(ran: Sequence[RanCell]) -> set[str]:
    """The exercises whose cells were run."""
    return {name for run in ran for name in _LINE.findall(run.text)} | {run.cell_id for run in ran}


def stale(exercise_id: str, target: Target, runs: Sequence[RanCell]) -> Stale | None:
    """What keeps the kernel from holding the last version; None where nothing is known to.

    Never said where a text hides what it defines.
    """
    suspect: tuple[Stale, RanCell] | None = None
    own = _Own(exercise_id, runs)
    for run in reversed(runs):
        source = parse_cell(run.text)
        broken = faulty_part(source)
        if broken or not run.began:
            seen = Sight.NO
        elif run.error and run.line is None:
            seen = Sight.UNSEEN
        else:
            seen = sight(source, target, run.line)
        if seen is Sight.YES and suspect and own.replaces(suspect[1], run, suspect[0]):
            return replace(suspect[0], replaced=True)
        if seen is not Sight.NO:
            return suspect[0] if suspect and (suspect[0].broken or seen is Sight.UNSEEN) else None
        if suspect is None and own.is_meant(run, source, target):
            suspect = (_what_happened(run, source, broken, target), run)
    return suspect[0] if suspect else None


class _Own:
    """Which runs are of the exercise's own cell: by its first line, and by the cell's id."""

    def __init__(self, exercise_id: str, runs: Sequence[RanCell]) -> None:
        self._name = exercise_id
        self._cells = {run.cell_id for run in runs if run.cell_id and self._says_so(run)}
        self._cells.add(exercise_id)

    def _says_so(self, run: RanCell) -> bool:
        return self._name in _LINE.findall(run.text)

    def _is_its_cell(self, run: RanCell) -> bool:
        return run.cell_id in self._cells or self._says_so(run)

    def is_meant(self, run: RanCell, source: Source, target: Target) -> bool:
        """Whether the run was to define the target: it is its cell, or it says so."""
        if self._is_its_cell(run):
            return True
        if source.tree is None or not run.began:
            return means_to_define(run.text, target)
        return bool(run.error) and sight(source, target) is Sight.YES

    def replaces(self, later: RanCell, earlier: RanCell, found: Stale) -> bool:
        """Whether both are versions of one cell; who defines it in another may do as he likes."""
        if later.cell_id and earlier.cell_id:
            return found.broken or later.cell_id == earlier.cell_id
        # A copied first line proves little.
        if found.code == "undefined":
            return False
        return found.broken or (self._is_its_cell(later) and self._is_its_cell(earlier))


def _what_happened(run: RanCell, source: Source, broken: Fault | None, target: Target) -> Stale:
    if broken is not None:
        return Stale("unreadable", target, broken.kind, broken.line, _cut(broken.text))
    if not run.began:
        return Stale("unreadable", target, run.error)
    if run.error and sight(source, target) is not Sight.NO:
        line = None if run.line is None else run.line + source.above
        rows = run.text.splitlines()
        text = rows[line - 1] if line is not None and 0 < line <= len(rows) else ""
        return Stale("raised", target, run.error, line, _cut(text))
    if stands_alone(source, target):
        return Stale("no-method-of", target)
    close = defined_instead([source], target)
    return Stale("renamed", target, found=close) if close else Stale("undefined", target)


def _cut(text: str) -> str:
    text = text.strip().replace("`", "'")
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def say_stale(found: Stale, holds: Holds) -> Message:
    """The sentences about it.

    Args:
        found: what happened to the last version.
        holds: what the kernel has in its place.
    """
    happened, held = _happened(found), _held(found, holds)
    return say("stale.and", happened=happened, held=held) if held else happened


def _happened(found: Stale) -> Message:
    name, error = found.target.name, found.error
    line, text = found.line, found.text
    if found.code == "unreadable":
        if line is None:
            return say("stale.unreadable", error=error)
        if not text:
            return say("stale.unreadable-at", error=error, line=line)
        return say("stale.unreadable-text", error=error, line=line, text=text)
    if found.code == "raised":
        if line is None:
            return say("stale.raised", error=error, name=name)
        if not text:
            return say("stale.raised-at", error=error, line=line, name=name)
        return say("stale.raised-text", error=error, line=line, name=name, text=text)
    if found.code == "renamed":
        return say("stale.renamed", found=found.found, name=name)
    if found.code == "no-method-of":
        return say("stale.no-method-of", symbol=found.target.symbol, name=name)
    return say("stale.undefined", name=name)


def _held(found: Stale, holds: Holds) -> Message | None:
    target = found.target
    if holds == "nothing":
        return None
    if holds == "empty":
        if target.method:
            return say("stale.empty-method", method=target.method, symbol=target.symbol)
        return say("stale.empty", name=target.name)
    if target.method:
        return say("stale.older-method", method=target.method, symbol=target.symbol)
    return say("stale.older")
