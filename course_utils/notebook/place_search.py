"""The place in the student's code, looked for after the card is shown, as quietly as a check."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from course_utils.core.exercise import Exercise
from course_utils.core.key import visible_keys
from course_utils.core.place import Proof
from course_utils.core.probing import Interrupted
from course_utils.core.surroundings import capture_output, on_cpu, preserve_rng_state
from course_utils.core.verdict import Verdict
from course_utils.notebook.answer_text import answer_text, as_typed
from course_utils.views.card import shell


def proof_for(
    exercise: Exercise,
    verdict: Verdict,
    obj: object,
    names: Mapping[str, object],
    *,
    given: bool = False,
) -> Proof | None:
    """An edit of the answer under which the visible checks get further; None where none is found.

    Args:
        exercise: what it is about.
        verdict: what was said of it.
        obj: what was checked.
        names: the notebook's.
        given: the object was handed over, see :func:`answer_text`.

    Raises:
        KeyboardInterrupt: the student stops it.
        Interrupted: an outer limit of time is reached.
    """
    # Not at the top of the file: the first card waits for no import.
    from course_utils.diagnosis.search import find_proof
    from course_utils.diagnosis.time_limit import TimeIsUp

    try:
        answer = answer_text(exercise, obj, names, given=given)
        if answer is None:
            return None
        with on_cpu(), _unseen(), preserve_rng_state(), capture_output():
            keys = visible_keys(exercise.id)
            return as_typed(find_proof(exercise, keys, verdict, answer.text, answer.names), answer)
    except TimeIsUp:  # of one edit, between two runs
        return None
    except (Interrupted, KeyboardInterrupt):
        raise
    except BaseException:  # of whatever an object does when it is looked at: the card stands
        return None


@contextmanager
def _unseen() -> Iterator[None]:
    """Nothing that an edited answer displays or draws reaches the notebook."""
    running = shell()
    before = _figures()
    publisher = getattr(running, "display_pub", None)
    if publisher is not None:
        from IPython.core.displaypub import CapturingDisplayPublisher

        running.display_pub = CapturingDisplayPublisher()
    try:
        yield
    finally:
        if publisher is not None:
            running.display_pub = publisher
        for number in _figures() - before:
            sys.modules["matplotlib.pyplot"].close(number)


def _figures() -> set[int]:
    """The numbers of the figures that are open; matplotlib is never imported for this."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()
