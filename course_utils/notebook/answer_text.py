"""The text in which a student wrote an answer: the notebook's cell, or the lines of a file.

Of the object itself: the cell that its code was compiled from, whatever ran since. Where the
code does not say, the last cell that defines the exercise's name.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import re
import textwrap
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import FunctionType
from typing import Any

from course_utils.core.exercise import Exercise
from course_utils.core.place import Place, Proof
from course_utils.core.probing import find_probe
from course_utils.notebook.defines import Sight, faulty_part, parse_cell, sight, target_of
from course_utils.notebook.ran import RanCell, runs
from course_utils.views.card import shell

_RUNS_ITS_CELL = re.compile(r"%%(time|capture|prun)\b")


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A text that defines an exercise's symbol.

    Attributes:
        text: as Python reads it; its lines are those that were typed, one by one.
        rows: the lines as they were typed.
        above: how many lines of the cell or file stand above the first.
        names: those that it uses.
    """

    text: str
    rows: tuple[str, ...]
    names: Mapping[str, object]
    above: int = 0


def answer_text(
    exercise: Exercise, obj: object, names: Mapping[str, object], *, given: bool = False
) -> AnswerText | None:
    """Where the object was written; None where that cannot be found.

    Args:
        exercise: what it answers.
        obj: what was checked.
        names: the notebook's.
        given: the object was handed over, and may bear another name than the exercise's.
    """
    functions = list(_functions(exercise, obj))
    run = _cell_of(functions) if shell() is not None else None
    if run is not None:
        return _of_cell(run.text, names, _alias(exercise, functions[0]) if given else "")
    if given or shell() is None:
        return _of_file(exercise, functions, obj)
    found = _last_that_defines(exercise)
    return _of_cell(found.text, names) if found else None


def as_typed(proof: Proof | None, answer: AnswerText) -> Proof | None:
    """The proof with its places in the lines that were typed; None where they are not there."""
    if proof is None:
        return None
    places = [_as_typed(place, answer) for place in proof.places]
    kept = tuple(place for place in places if place is not None)
    return replace(proof, places=kept) if len(kept) == len(places) else None


def _as_typed(place: Place, answer: AnswerText) -> Place | None:
    if place.line > len(answer.rows):
        return None
    row = answer.rows[place.line - 1].rstrip()
    # What IPython shifts to the left is longer as it was typed.
    shift = len(row) - len(place.row)
    if not row.endswith(place.row) or row[:shift].strip():
        return None
    return replace(
        place,
        line=place.line + answer.above,
        column=place.column + shift,
        end=place.end + shift,
        row=row,
    )


def _functions(exercise: Exercise, obj: object) -> Iterator[FunctionType]:
    """The functions that hold the answer's code."""
    registered = find_probe(exercise.id)
    if registered.wants == "function":
        found: list[Any] = [obj]
    else:
        parents = [one for one in getattr(obj, "__mro__", ()) if one is not object]
        found = [
            vars(one)[name]
            for name in registered.defines
            for one in parents[: None if registered.wants == "method" else 1]
            if name in vars(one)
        ]
    for one in found:
        function = inspect.unwrap(getattr(one, "__func__", one))
        if isinstance(function, FunctionType):
            yield function


def _cell_of(functions: Sequence[FunctionType]) -> RanCell | None:
    """The run that the first function's code was compiled in."""
    code = functions[0].__code__ if functions else None
    cached = linecache.cache.get(code.co_filename) if code else None
    if code is None or cached is None or len(cached) != 4 or cached[1] is not None:  # a file's
        return None
    lines = [line.rstrip("\n") for line in cached[2]]
    own = "".join(lines[code.co_firstlineno - 1 : code.co_firstlineno]).strip()
    ran = runs()
    for number, run in reversed(list(enumerate(ran))):
        if own in run.text and shell().transform_cell(run.text).splitlines() == lines:
            around = ran[number - 1] if number else run
            # `%%capture` and its like run what stands below them as a cell of its own.
            inside = around.text.lstrip().startswith("%%") and around.text.endswith(run.text)
            return around if inside else run
    return None


def _last_that_defines(exercise: Exercise) -> RanCell | None:
    """The last run that defines the symbol; None where one after it may have done so unseen."""
    target = target_of(exercise)
    for run in reversed(runs()):
        source = parse_cell(run.text)
        if faulty_part(source) or not run.began:
            continue
        if run.error and run.line is None:
            return None
        seen = sight(source, target, run.line)
        if seen is not Sight.NO:
            return run if seen is Sight.YES else None
    return None


def _alias(exercise: Exercise, function: FunctionType) -> str:
    """A line that gives a function the exercise's name, where it bears another one."""
    name = function.__name__
    is_function = find_probe(exercise.id).wants == "function"
    if not is_function or name == exercise.symbol or not name.isidentifier():
        return ""
    return f"{exercise.symbol} = {name}"


def _of_cell(typed: str, names: Mapping[str, object], alias: str = "") -> AnswerText | None:
    typed = typed.replace("\r\n", "\n").replace("\r", "\n")
    text = _readable(typed)
    if text is None:
        return None
    rows = tuple(typed.split("\n"))
    return AnswerText(_with(text, alias), rows, names)


def _with(text: str, alias: str) -> str:
    return f"{text.rstrip()}\n{alias}\n" if alias else text


def _readable(typed: str) -> str | None:
    """The cell's text with the same lines, as Python can read it; None where there is none."""
    if _parses(typed):
        return typed
    kept = typed.lstrip("\n\r\t \f")
    above = typed.count("\n", 0, len(typed) - len(kept))
    kept = typed[typed.rfind("\n", 0, len(typed) - len(kept)) + 1 :]
    if _RUNS_ITS_CELL.match(kept.lstrip()):
        kept = "#" + kept[kept.find("\n") :] if "\n" in kept else "#"
    changed = shell().transform_cell(kept) if shell() is not None else kept
    text = "\n" * above + changed
    return (
        text if text.rstrip().count("\n") == typed.rstrip().count("\n") and _parses(text) else None
    )


def _parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _of_file(
    exercise: Exercise, functions: Sequence[FunctionType], obj: object
) -> AnswerText | None:
    """The lines of a function, or of a class, that stands in a file."""
    written = _written_as(exercise, functions, obj)
    if written is None:
        return None
    try:
        lines, first = inspect.getsourcelines(written)
    except (OSError, TypeError, ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    typed = "".join(lines).replace("\r\n", "\n")
    text = textwrap.dedent(typed)
    if not _parses(text):
        return None
    alias = _alias(exercise, functions[0])
    names = functions[0].__globals__
    rows = tuple(typed.split("\n"))
    return AnswerText(_with(text, alias), rows, names, max(first, 1) - 1)


def _written_as(
    exercise: Exercise, functions: Sequence[FunctionType], obj: object
) -> type | FunctionType | None:
    """The class or the function to look for; one that uses an outer one's names runs nowhere."""
    if not functions or set(functions[0].__code__.co_freevars) - {"__class__"}:
        return None
    function = functions[0]
    stands_in = function.__qualname__.rpartition(".")[0]
    if isinstance(obj, type) and stands_in and not stands_in.endswith("<locals>"):
        return obj
    return function
