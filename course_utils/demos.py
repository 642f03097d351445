"""Parts of a notebook that need answers which may still be empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from course_utils.exercise import Exercise, NotAttempted, exercises, find_exercise
from course_utils.views import html
from course_utils.views.card import show


@contextmanager
def demo(*exercise_ids: str) -> Iterator[None]:
    """Run the body; when it meets an exercise that is still empty, say which, and go on.

    Args:
        exercise_ids: the exercises that the body needs.

    Raises:
        UnknownExercise: no exercise has such an id.
    """
    for exercise_id in exercise_ids:
        find_exercise(exercise_id)
    try:
        yield
    except NotAttempted as stub:
        text = _needs(exercise_ids, stub)
        show(html.note(text))


def _needs(exercise_ids: tuple[str, ...], stub: NotAttempted) -> str:
    known = exercises()
    given = [known[name] for name in exercise_ids]
    empty = _standing_in(given, stub) or _standing_in(known.values(), stub) or given
    names = ", ".join(exercise.id for exercise in empty)
    if not names:
        return "This part needs an exercise that is still empty."
    if len(empty) == 1:
        return f"This part needs {names} first; it is still empty."
    return f"This part needs {names} first; at least one is still empty."


def _standing_in(candidates: Iterable[Exercise], stub: NotAttempted) -> list[Exercise]:
    """The exercises that the function which raised may belong to."""
    from course_utils.probing import find_probe

    trace = stub.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = trace.tb_frame.f_code.co_qualname if trace is not None else ""
    owner, _, function = place.rpartition(".")
    owner = owner.rpartition(".")[2]
    found = []
    for exercise in candidates:
        probe = find_probe(exercise.id)
        # Several classes have a `forward`: one in a class belongs to the class's exercise,
        # one that stands alone to a method_of or a function.
        fits = owner == exercise.symbol or (not owner and probe.wants != "class")
        if function in probe.defines and fits:
            found.append(exercise)
    return found
