"""A class in several cells: each method in its own, with its check below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from course_utils.core.kinds import with_article
from course_utils.texts import say, words

F = TypeVar("F", bound=Callable[..., Any])


class NoMethod(TypeError):
    """What ``method_of`` got is no class, or stands above no def; the message says which."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it: the sentence, and none of the lines that led to it."""
        return [str(self)]


def method_of(cls: type) -> Callable[[F], F]:
    """Decorator: the function becomes a method of the class, under its own name.

    Args:
        cls: the class itself, such as ``LR``.

    Returns:
        A decorator that returns the function unchanged.

    Raises:
        NoMethod: ``cls`` is not a class, or what is decorated is not a function.
    """
    if not isinstance(cls, type):
        what = say("method-of.instance", kind=type(cls).__name__)
        if callable(cls) and hasattr(cls, "__name__"):
            what = say("method-of.function", name=str(cls.__name__))
        raise NoMethod(words(say("method-of.no-class", what=what)))

    def add(function: F) -> F:
        name = getattr(function, "__name__", None)
        if isinstance(function, type) or not callable(function) or not isinstance(name, str):
            kind = with_article(type(function).__name__)
            raise NoMethod(words(say("method-of.no-def", symbol=cls.__name__, kind=kind)))
        setattr(cls, name, function)
        return function

    return add
