"""How many questions a gradebook is asked: on a server each of them is a way there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.course.course import Course
from autograder.course.penalties import settle_penalties
from autograder.grade.students import students
from autograder.marks.book import read_marks
from tests.autograder.marks.books import CHAPTER, FULL, Graded, make_book

WRONG = Graded({"bce": 0.0, "lr-train": 6.0})


@contextmanager
def asked() -> Iterator[list[str]]:
    """Every statement that is sent to a database meanwhile."""
    found: list[str] = []

    def note(connection, cursor, statement, *others) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def members(root: Path) -> list[str]:
    return [f"s{number}" for number in range(int(root.name))]


@pytest.mark.parametrize(
    ("read", "each"),
    [
        (lambda root: read_marks(root, CHAPTER), 1),  # nbgrader's own sums
        (lambda root: students(Course(root)), 0),
        # Each submission is found, with its notebook: the gradebook is opened once.
        (lambda root: settle_penalties(Course(root), CHAPTER, members(root)), 2),
    ],
    ids=["marks", "students", "penalties"],
)
def test_a_larger_class_is_no_more_questions(
    read: Callable[..., object], each: int, tmp_path
) -> None:
    counts = []
    for size in (3, 9):
        root = tmp_path / str(size)
        make_book(root, {who: (who, FULL if int(who[1:]) % 2 else WRONG) for who in members(root)})
        read(root)
        with asked() as found:
            read(root)
        counts.append(len(found))
    small, large = counts
    assert large - small == 6 * each, found
