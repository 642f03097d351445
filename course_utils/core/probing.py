"""Probes: the only code that touches a student's object.

A probe is a function ``(obj, case, evidence) -> None`` that calls the object and
records what came of it. Probes are registered by exercise id, one module per
chapter in :mod:`course_utils.probes`.
"""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from inspect import isroutine
from types import FunctionType
from typing import Any

import torch

from course_utils.core.bounds import Odd, bare, is_tensor, oddity
from course_utils.core.case import Case
from course_utils.core.evidence import Evidence
from course_utils.core.exercise import Exercise, find_exercise
from course_utils.core.kinds import describe
from course_utils.core.raised import detail_of, is_not_attempted, not_attempted_in, tag_of
from course_utils.texts import Message, Observed, observed, say

Probe = Callable[[object, Case, Evidence], None]


_NEARLY_INIT = ("init", "int", "inti", "intit", "nit", "inint", "initt", "iniit")


class Interrupted(BaseException):
    """Raised into running code when its time is used up; no probe may swallow it."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A probe with what it asks of the student's object.

    Attributes:
        run: the probe.
        wants: ``function``, ``class`` or ``method``.
        defines: the names of the functions that hold the exercise's stub; for a
            method, its name in the class.
    """

    run: Probe
    wants: str
    defines: tuple[str, ...]


_PROBES: dict[str, Registered] = {}


def probe(exercise_id: str, wants: str, defines: Sequence[str]) -> Callable[[Probe], Probe]:
    """Register the decorated function as the exercise's probe."""

    def register(function: Probe) -> Probe:
        _PROBES[exercise_id] = Registered(function, wants, tuple(defines))
        return function

    return register


def find_probe(exercise_id: str) -> Registered:
    """The exercise's probe; its chapter's module is imported when it is first asked for."""
    if exercise_id not in _PROBES:
        chapter = find_exercise(exercise_id).chapter
        load_chapter(chapter)
    return _PROBES[exercise_id]


def load_chapter(chapter: str) -> None:
    """Import the probes of ``NN_name``: module ``course_utils.probes.name``."""
    importlib.import_module(f"course_utils.probes.{chapter.split('_', 1)[1]}")


def run_probe(
    exercise_id: str, obj: object, case: Case, dtype: torch.dtype = torch.float32
) -> Evidence:
    """The evidence of one case. An exception of the student's becomes its last item.

    ``dtype`` is the default one while the probe runs: a reference runs in float64.
    """
    registered = find_probe(exercise_id)
    evidence = Evidence()
    try:
        # The student's grad mode and default dtype are theirs; the probe's are fixed.
        with torch.enable_grad(), _default_dtype(dtype):
            registered.run(obj, case, evidence)
    except (Interrupted, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # SystemExit too is an outcome of the student's code
        tag = tag_of(error)
        if is_not_attempted(tag):
            where = traceback.extract_tb(error.__traceback__)[-1].name
            if where not in registered.defines and where not in ("<module>", "__call__"):
                tag = not_attempted_in(where)
        evidence.ended(tag)
        evidence.detail = detail_of(error)
    return evidence


@contextmanager
def separately() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Calls that each answer for themselves: what one raises does not end the others.

    Each ``with call():`` block ends at its own exception; the first of them is raised
    when all blocks have run.
    """
    errors: list[BaseException] = []

    @contextmanager
    def call() -> Iterator[None]:
        try:
            yield
        except (Interrupted, KeyboardInterrupt, MemoryError):
            raise
        except BaseException as error:  # SystemExit too is an outcome of the student's code
            errors.append(error)

    yield call
    if errors:
        raise errors[0]


@contextmanager
def _default_dtype(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def kind_mismatch(
    exercise_id: str, obj: object, exercise: Exercise | None = None
) -> Message | None:
    """A sentence when the object is not the kind that the exercise asks for, else None.

    ``exercise`` is given where it has not been built into the package yet.
    """
    exercise = exercise or find_exercise(exercise_id)
    registered = find_probe(exercise_id)
    symbol = exercise.symbol
    call = f'check("{exercise_id}", {symbol})'
    if obj is None:
        return say("misfit.none", symbol=symbol, call=call)
    if registered.wants == "function":
        if isinstance(obj, torch.Tensor) or not callable(obj):
            return say("misfit.no-function", kind=describe(obj), call=call)
        return None
    if isinstance(obj, type):
        if registered.wants == "method":
            missing = [name for name in registered.defines if not _has_method(obj, name)]
            return _no_method(symbol, obj, missing[0]) if missing else None
        return _no_init(obj)
    return _no_class(obj, symbol, call)


def _no_class(obj: object, symbol: str, call: str) -> Message:
    kind = type(obj).__name__
    if kind == symbol:
        return say("misfit.own-instance", kind=kind, call=call)
    if isroutine(obj):
        return say("misfit.function", call=call)
    if callable(obj):
        return say("misfit.instance", kind=kind, call=call)
    return say("misfit.no-class", kind=describe(obj), call=call)


def _has_method(cls: type, name: str) -> bool:
    """Whether objects of the class have it: as a method, or made in ``__init__``.

    nn.Module has a ``forward`` of its own, which only says that there is none.
    """
    placeholder = getattr(torch.nn.Module, name, None)
    if getattr(cls, name, placeholder) is not placeholder:
        return True
    try:
        made = getattr(cls(2), name, None)
    except Exception:  # what cannot be made is for the probe to tell
        return False
    return callable(made) and getattr(made, "__func__", made) is not placeholder


def _no_method(symbol: str, cls: type, name: str) -> Message:
    made = getattr(getattr(_init_of(cls), "__code__", None), "co_names", ())
    if name in made:
        return say("misfit.attribute", symbol=symbol, name=name)
    return say("misfit.no-method", symbol=symbol, name=name)


def _init_of(cls: type) -> object:
    return getattr(cls, "__init__")  # noqa: B009 - of the class itself


def _no_init(cls: type) -> Message | None:
    """A sentence when a class has something nearly named __init__, and no __init__ at all."""
    owner = next(parent for parent in cls.__mro__ if "__init__" in vars(parent))
    if owner.__module__.partition(".")[0] not in ("builtins", "torch"):
        return None
    for key, value in vars(cls).items():
        if not isinstance(value, FunctionType):
            continue
        # Python keeps `__init_` as `_Net__init_`.
        name = value.__name__ if key.endswith(value.__name__) else key
        if name.strip("_").lower() in _NEARLY_INIT and name != "__init__":
            return say("misfit.no-init", name=name)
    return None


def unchanged(evidence: Evidence, **tensors: torch.Tensor) -> Callable[[], None]:
    """Remember tensors now; calling the result records whether they still hold the same bits.

    The item is named ``inputs`` and reads ``kept``, or names what changed.
    """
    before = {name: (tensor, tensor.detach().clone()) for name, tensor in tensors.items()}

    def look() -> None:
        changed = [name for name, (tensor, copy) in before.items() if not same_bits(tensor, copy)]
        names = ", ".join(changed)
        evidence.text(
            "inputs", observed("changed-names", names=names) if names else observed("kept")
        )

    return look


def same_bits(one: Any, other: Any) -> bool:
    """Whether both have one shape, one dtype and the same numbers; NaN equals NaN.

    Asked of anything that a student's code may have made of a tensor.
    """
    left, right = bare(one), bare(other)
    if isinstance(left, str) or isinstance(right, str):
        return False
    if left.shape != right.shape or left.dtype != right.dtype:
        return False
    return torch.equal(left.nan_to_num(), right.nan_to_num())


def agreeing(outs: Sequence[object]) -> bool:
    """Whether results of calls with one input are the same; only plain tensors are asked."""
    both = all(is_tensor(out) and not oddity(out) for out in outs)
    return not both or all(same_bits(outs[0], out) for out in outs[1:])


def odd_parameter(*models: torch.nn.Module) -> Odd:
    """What keeps models that a student's code had in hand from being called; else empty."""
    found = (oddity(p) for model in models for p in model.parameters())
    return next(filter(None, found), "")


def gradients_left(params: Iterable[torch.Tensor]) -> float | Observed:
    """The sum of all gradients' sizes; of one that cannot be summed, what it is."""
    total = 0.0
    for grad in (p.grad for p in params if p.grad is not None):
        if odd := oddity(grad):
            return odd
        total += float(grad.abs().sum())
    return total
