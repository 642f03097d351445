"""The likeness of a course folder's chapter, from its journal to a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.course.settings import read_settings
from autograder.errors import Refused
from autograder.files.atomic import write_atomic
from autograder.rebuild.releases import read_released
from autograder.report.class_data import StudentRow
from autograder.similar.gather import Likeness, likeness_in
from autograder.similar.hand_in_groups import HandInGroups, groups_of
from autograder.similar.known import known_answers
from autograder.similar.known_words import known_words
from autograder.similar.nameless import made_nameless, pseudonyms
from autograder.similar.similar_page import reasons_of, render_likeness
from autograder.submission.result import Result


def similar_path(course: Course, chapter: str, *, anonymous: bool = False) -> Path:
    """Where the page lies in the course folder."""
    names = "-without-names" if anonymous else ""
    return course.root / "report" / f"{chapter}-similar{names}.html"


def class_likeness(course: Course, chapter: str, *, anonymous: bool = False) -> Likeness:
    """Compare the latest answers of a graded chapter.

    Args:
        course: the course folder.
        chapter: the assignment's name.
        anonymous: pseudonyms in the place of names and ids.
    """
    journal = Journal(course.journal_path(chapter))
    results: Iterable[Result] = journal.results()
    questions = known_words(chapter)
    groups = groups_of(course, chapter)
    if anonymous:
        names = pseudonyms(journal.results(), course.secret())
        results = made_nameless(results, names, questions)
        called = {one: names.of(StudentRow(one, "", "")) for one in journal.index().latest}
        groups = [tuple(called[one] for one in mine if one in called) for mine in groups]
    known, together = known_answers(chapter, course.root), HandInGroups.made(groups)
    return likeness_in(results, chapter, known, questions, together)


def likeness_as_data(found: Likeness) -> Iterator[dict[str, object]]:
    """The pairs, the most surprising first: what the page says of each, with flat names.

    Pairs with the same ``group`` hang together; of many equal answers in words each stands with
    the next alone.
    """
    groups = {id(pair): at for at, cluster in enumerate(found.clusters, 1) for pair in cluster}
    for pair in found.pairs:
        yield {
            "chapter": found.chapter,
            "students": [person.student for person in found.authors[pair.one]],
            "others": [person.student for person in found.authors[pair.other]],
            "group": groups[id(pair)],
            "surprise": round(pair.bits, 1),
            "exercises": [alike.exercise for alike in pair.alike],
            "reasons": {alike.exercise: reasons_of(alike) for alike in pair.alike},
        }


def write_similar(
    course: Course, found: Likeness, out: Path | None = None, *, anonymous: bool = False
) -> Path:
    """Write the page; the file's path.

    Args:
        course: the course folder.
        found: what it tells.
        out: where it goes.
        anonymous: it is called as a page without names.

    Raises:
        Refused: it cannot be written there.
    """
    heading = read_released(found.chapter).cells[0].source.partition("\n")[0]
    page = render_likeness(
        found,
        title=heading.removeprefix("# ").strip(),
        course=read_settings(course.root).name,
    )
    path = out or similar_path(course, found.chapter, anonymous=anonymous)
    try:
        write_atomic(path, page)
    except OSError as fault:
        raise Refused(f"{path} cannot be written ({fault.strerror}).") from None
    return path
