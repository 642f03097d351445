"""Parts of a notebook that need answers which may still be empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from course_utils.core.exercise import Exercise, NotAttempted, exercises, find_exercise
from course_utils.notebook.leftover import is_handed_out
from course_utils.notebook.own_seeds import IdMissing
from course_utils.texts import Message, Words, say
from course_utils.views import html
from course_utils.views.card import shell, show


@contextmanager
def demo(*exercise_ids: str) -> Iterator[None]:
    """Run the body; when it meets an exercise that is still empty, say which, and go on.

    Args:
        exercise_ids: the exercises that the body needs.

    Raises:
        UnknownExercise: no exercise has such an id.
    """
    needed = [find_exercise(exercise_id) for exercise_id in exercise_ids]
    try:
        yield
    except NotAttempted as stub:
        show(html.note(_needs(needed, stub)))
    except IdMissing as missing:
        show(html.note(missing.said))


def _needs(given: list[Exercise], stub: NotAttempted) -> Message:
    met = _standing_in(given, stub) or _standing_in(exercises().values(), stub)
    # The first that was met is not all that is missing.
    empty = [exercise for exercise in given if exercise in met or _is_empty(exercise)]
    empty += [exercise for exercise in met if exercise not in empty]
    names = [exercise.id for exercise in empty or given]
    if not names:
        return say("demo.needs-something")
    if not empty and len(names) > 1:
        return say("demo.needs-some", names=_listed(names))
    return say("demo.needs", count=len(names), names=_listed(names))


def _listed(names: list[str]) -> Words:
    if len(names) == 1:
        return names[0]
    return say("list.and", names=", ".join(names[:-1]), last=names[-1])


def _is_empty(exercise: Exercise) -> bool:
    """Whether the notebook holds the exercise as it was handed out."""
    running = shell()
    obj = running.user_ns.get(exercise.symbol) if running is not None else None
    return obj is not None and is_handed_out(exercise, obj)


def _standing_in(candidates: Iterable[Exercise], stub: NotAttempted) -> list[Exercise]:
    """The exercises that the function which raised may belong to."""
    from course_utils.core.probing import find_probe

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
