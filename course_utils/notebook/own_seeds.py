"""``own_seeds`` and ``my_id``: where a course gives each student seeds of his or her own."""

from __future__ import annotations

import unicodedata

from course_utils.core.brief import brief
from course_utils.core.seeds import seeds_of
from course_utils.notebook.records import known, record_student
from course_utils.notebook.settings import course
from course_utils.texts import Message, say, words
from course_utils.views import html
from course_utils.views.card import show

MOST_ID = 200  # characters
_SHOWN = 3
_PLACEHOLDERS = ("…", "...")


class IdMissing(Exception):
    """The seeds follow from an id that nobody has given yet; the message says what to do."""

    def __init__(self) -> None:
        """It says how to give one."""
        self.said = say("seeds.no-id")
        super().__init__(words(self.said).replace("`", ""))

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it: the sentence, and none of the lines that led to it."""
        return [str(self)]


def own_seeds(count: int = _SHOWN) -> list[int]:
    """Seeds for runs that are to be repeated: 0, 1, 2, … or, where the course says so, your own.

    Args:
        count: how many, 1 to 100.

    Raises:
        IdMissing: they are each student's own, and no id is known: ``my_id("…")`` gives it.
        ValueError: ``count`` is another number.
    """
    token = course().own_seeds
    student = known().student if token else ""
    if token and not student:
        raise IdMissing
    return seeds_of(token, student, count)


def my_id(student: object = None) -> None:
    """Say whose copy this is, where the course gives each student seeds of his or her own.

    It is kept with your progress, on this machine.

    Args:
        student: your id as it stands in the class list; without it, the one that is known.
    """
    show(html.note(_answer(student)))


def _answer(given: object) -> Message:
    token = course().own_seeds
    if not token:
        return say("seeds.for-everybody")
    if given is None:
        student = known().student
        return _told(token, student) if student else say("seeds.id-unknown")
    # Ids are often numbers, and then written without quotes.
    whole = isinstance(given, int) and not isinstance(given, bool)
    student = " ".join(str(given).split()) if whole or isinstance(given, str) else ""
    if student in _PLACEHOLDERS:
        return say("seeds.id-placeholder")
    if not student or len(student) > MOST_ID or not _is_plain(student):
        return say("seeds.id-unfit", given=brief(given))
    record_student(student)
    return _told(token, student)


def _is_plain(text: str) -> bool:
    return not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)


def _told(token: str, student: str) -> Message:
    seeds = ", ".join(map(str, seeds_of(token, student, _SHOWN)))
    return say("seeds.own", student=student, seeds=seeds)
