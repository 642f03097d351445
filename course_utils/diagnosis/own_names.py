"""The notebook's names for one edit's run: copies of what it can change.

Only what the answer itself looks up is there, with libraries besides. A name that only an
edit makes it look up is not: that it happens to stand in the notebook proves nothing.
"""

from __future__ import annotations

import copy
import functools
import types
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import torch

from course_utils.diagnosis.hazards import (
    globals_of,
    is_code_hazardous,
    is_value_hazardous,
    stored_roots,
)
from course_utils.diagnosis.source_text import Subject

_BIG = 100_000  # elements of a tensor that is copied once, not for every run
_MOST = 50_000_000  # elements of all of them
_MOST_LISTED = 10_000
_WITH_PARTS = (torch.nn.Module, torch.optim.Optimizer)
_WRAPPERS = (staticmethod, classmethod)
_PLAIN = (
    type(None), bool, int, float, complex, str, bytes, range, slice, type(...), torch.dtype,
    torch.device, torch.Size, types.BuiltinFunctionType, types.ModuleType,
)  # fmt: skip


class Unsafe(Exception):
    """Something that the answer uses cannot be copied, or does more than compute."""


class OwnNames:
    """Makes the names in which a changed answer runs."""

    def __init__(self, names: Mapping[str, object], subject: Subject) -> None:
        """Look at what the answer uses.

        Args:
            names: the notebook's.
            subject: the answer.

        Raises:
            Unsafe: it must not be run again and again.
        """
        self._names = names
        self._used: dict[str, object] = {}
        self._big: dict[int, tuple[torch.Tensor, torch.Tensor, int]] = {}
        self._seen: dict[int, object] = {}
        self._elements = 0
        self._need(subject.looked_up)
        self._refuse_patches(subject)
        self._libraries = {name: value for name, value in names.items() if self._is_library(value)}

    def fresh(self) -> dict[str, object]:
        """Names of their own for one run.

        Raises:
            Unsafe: something cannot be copied.
        """
        own = dict(self._libraries)
        own["__name__"] = self._names.get("__name__", "__main__")
        copies = _Copies(own, self._is_own, self._shared())
        for name, value in self._used.items():
            own[name] = copies.of(value)
        return own

    def _is_library(self, value: object) -> bool:
        if isinstance(value, types.ModuleType | types.BuiltinFunctionType):
            return not is_value_hazardous(value)
        if isinstance(value, types.FunctionType | type):
            return not self._is_own(value) and not is_value_hazardous(value)
        return False

    def _is_own(self, value: object) -> bool:
        """Whether a function or a class was made in the notebook."""
        if isinstance(value, types.FunctionType):
            space = value.__globals__
            return space is self._names or space.get("__name__") == "__main__"
        if not isinstance(value, type):
            return False
        return value.__module__ == "__main__" or value.__module__ == self._names.get("__name__")

    def _refuse_patches(self, subject: Subject) -> None:
        """Attributes of a library, or of one of its classes, are nobody's to set again."""
        for name in stored_roots(subject.source.tree):
            value = self._names.get(name)
            if isinstance(value, types.ModuleType) or (
                isinstance(value, type) and not self._is_own(value)
            ):
                raise Unsafe(name)

    def _need(self, names: frozenset[str]) -> None:
        for name in names:
            if name in self._names and name not in self._used and not name.startswith("__"):
                value = self._used[name] = self._names[name]
                self._look(value)

    def _look(self, value: object) -> None:
        """Find what a value brings along: names, big tensors, hazards."""
        if id(value) in self._seen or isinstance(value, _PLAIN[:-2]):
            return
        self._seen[id(value)] = value
        if is_value_hazardous(value):
            raise Unsafe(repr(value))
        if isinstance(value, types.FunctionType):
            self._look_at_function(value)
        elif isinstance(value, torch.Tensor):
            self._look_at_tensor(value)
        elif getattr(value, "nbytes", 0) and type(value).__module__ == "numpy":
            if value.size > _BIG:  # type: ignore[attr-defined]
                raise Unsafe("a big array")
        else:
            for part in self._parts(value):
                self._look(part)

    def _parts(self, value: object) -> Iterator[object]:
        if isinstance(value, type):
            if self._is_own(value):
                yield from vars(value).values()
                yield from value.__bases__
        elif isinstance(value, list | tuple | set | frozenset | dict):
            if len(value) > _MOST_LISTED:
                raise Unsafe("a long list")
            yield from value.values() if isinstance(value, dict) else value
        elif isinstance(value, functools.partial):
            yield from (value.func, *value.args, *value.keywords.values())
        elif isinstance(value, types.MethodType):
            yield from (value.__func__, value.__self__)
        elif isinstance(value, property):
            yield from (value.fget, value.fset)
        elif isinstance(value, _WRAPPERS):
            yield value.__func__
        elif isinstance(value, functools._lru_cache_wrapper):
            yield value.__wrapped__
        elif isinstance(value, _WITH_PARTS) or self._is_own(type(value)):
            yield type(value)
            yield from (getattr(value, "__dict__", None) or {}).values()

    def _look_at_function(self, function: types.FunctionType) -> None:
        if not self._is_own(function):
            return
        if is_code_hazardous(function.__code__):
            raise Unsafe(function.__name__)
        self._need(globals_of(function.__code__))
        for part in (
            *(_content(cell) for cell in function.__closure__ or ()),
            *(function.__defaults__ or ()),
            *(function.__kwdefaults__ or {}).values(),
            *vars(function).values(),
        ):
            self._look(part)

    def _look_at_tensor(self, tensor: torch.Tensor) -> None:
        if tensor.numel() > _BIG:
            self._elements += tensor.numel()
            if self._elements > _MOST:
                raise Unsafe("much data")
            self._big[id(tensor)] = (tensor, _copied(tensor), 0)

    def _shared(self) -> dict[int, object]:
        """The copies of what is big; a run that changed one has it made anew."""
        memo: dict[int, object] = {}
        for key, (tensor, twin, version) in self._big.items():
            if twin._version != version or twin.requires_grad != tensor.requires_grad:
                twin = _copied(tensor)
                self._big[key] = (tensor, twin, twin._version)
            twin.grad = None if tensor.grad is None else tensor.grad.clone()
            memo[key] = twin
        return memo


def _content(cell: types.CellType) -> object:
    with suppress(ValueError):  # still empty
        return cell.cell_contents
    return None


def _copied(tensor: torch.Tensor) -> torch.Tensor:
    """A copy that shares nothing: no numbers, no gradient, no graph."""
    twin = tensor.data.clone()
    return twin.requires_grad_(tensor.requires_grad) if tensor.requires_grad else twin


class _Copies:
    """Copies of values that belong together: what was one thing is one thing again."""

    def __init__(self, own: dict[str, object], is_own: Any, memo: dict[int, object]) -> None:
        self._own = own
        self._is_own = is_own
        self._memo = memo

    def of(self, value: Any) -> Any:
        """The copy of a value; itself where nobody can change it."""
        if isinstance(value, _PLAIN):
            return value
        if id(value) in self._memo:
            return self._memo[id(value)]
        if isinstance(value, types.FunctionType):
            return self._function(value) if self._is_own(value) else value
        if isinstance(value, type):
            return self._class(value) if self._is_own(value) else value
        if isinstance(value, functools.partial):
            keywords = {name: self.of(one) for name, one in value.keywords.items()}
            new: Any = functools.partial(self.of(value.func), *map(self.of, value.args), **keywords)
        elif isinstance(value, types.MethodType):
            new = types.MethodType(self.of(value.__func__), self.of(value.__self__))
        elif isinstance(value, functools._lru_cache_wrapper):
            new = functools.lru_cache(**value.cache_parameters())(self.of(value.__wrapped__))
        elif isinstance(value, torch.Generator):
            new = torch.Generator(value.device)
            new.set_state(value.get_state())
        elif isinstance(value, torch.Tensor) and not value.is_leaf:
            new = _copied(value)
        elif type(value) in (list, tuple, set):
            new = type(value)(map(self.of, value))
        elif type(value) is dict:
            new = {key: self.of(one) for key, one in value.items()}
        else:
            return self._whole(value)
        self._memo[id(value)] = new
        return new

    def _whole(self, value: Any) -> Any:
        try:
            new = copy.deepcopy(value, self._memo)
        except Exception as error:
            raise Unsafe(type(value).__name__) from error
        if self._is_own(type(value)):
            with suppress(Exception):
                object.__setattr__(new, "__class__", self.of(type(value)))
        return new

    def _function(self, function: types.FunctionType) -> types.FunctionType:
        cells = tuple(types.CellType() for _ in function.__closure__ or ())
        new = types.FunctionType(
            function.__code__, self._own, function.__name__, None, cells or None
        )
        self._memo[id(function)] = new
        for name, cell, old in zip(
            function.__code__.co_freevars, cells, function.__closure__ or (), strict=True
        ):
            with suppress(ValueError):  # still empty
                cell.cell_contents = (
                    old.cell_contents if name == "__class__" else self.of(old.cell_contents)
                )
        if function.__defaults__:
            new.__defaults__ = tuple(map(self.of, function.__defaults__))
        if function.__kwdefaults__:
            new.__kwdefaults__ = {k: self.of(v) for k, v in function.__kwdefaults__.items()}
        new.__qualname__, new.__module__ = function.__qualname__, function.__module__
        new.__dict__.update({key: self.of(one) for key, one in vars(function).items()})
        return new

    def _class(self, cls: type) -> type:
        """A class that inherits it, with methods in the new names and attributes of its own."""
        members: dict[str, object] = {"__module__": "__main__", "__qualname__": cls.__qualname__}
        for base in reversed([one for one in cls.__mro__ if self._is_own(one)]):
            for name, value in vars(base).items():
                if isinstance(value, types.FunctionType):
                    members[name] = self.of(value)
                elif isinstance(value, _WRAPPERS):
                    members[name] = type(value)(self.of(value.__func__))
                elif isinstance(value, property):
                    members[name] = property(*map(self.of, (value.fget, value.fset, value.fdel)))
                elif not name.startswith("__") and not hasattr(type(value), "__get__"):
                    members[name] = self.of(value)
        try:
            new = type(cls)(cls.__name__, (cls,), members)
        except Exception as error:
            raise Unsafe(cls.__name__) from error
        self._memo[id(cls)] = new
        return new
