"""The file that a page has saved: read to the letter, or refused with the place of its fault."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from autograder.build.rubric import WrittenQuestion
from autograder.errors import Refused
from autograder.typed import command, quoted
from autograder.written.grading_page import FORMAT, KIND, MAX_COMMENT

_LARGEST = 50 * 1024 * 1024  # bytes
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class SavedMark:
    """What a grader gave to one text.

    Attributes:
        keys: whose it is.
        text: the digest of the text that was read.
        points: None where there are none yet.
        criteria: which are met, in the rubric's order.
        before: the digest of the mark that stood there when the page was made.
    """

    keys: tuple[str, ...]
    text: str
    points: float | None
    criteria: tuple[bool, ...]
    comment: str
    before: str


@dataclass(frozen=True, slots=True)
class SavedMarks:
    """A file: who graded, and what."""

    grader: str
    question: WrittenQuestion
    marks: tuple[SavedMark, ...]


def read_saved(path: Path, chapter: str, questions: Mapping[str, WrittenQuestion]) -> SavedMarks:
    """The file's marks.

    Args:
        path: the file.
        chapter: whose it has to be.
        questions: the chapter's, by id.

    Raises:
        Refused: it is not of that form, or of another chapter or rubric; nothing of it counts.
    """
    reader = _Reader(path)
    content = reader.content()
    if content.get("kind") != KIND or content.get("format") != FORMAT:
        reader.refuse("it was not saved by a page that `written` makes")
    if content.get("chapter") != chapter:
        reader.refuse(f"it is of the chapter {str(content.get('chapter'))[:60]!r}, not {chapter}")
    question = questions.get(str(content.get("question")))
    if question is None:
        named = str(content.get("question"))[:60]
        reader.refuse(f"{chapter} has no question {named!r}; it has {', '.join(questions)}")
    if content.get("rubric") != question.digest:
        again = command(f"written --chapter {quoted(chapter)}")
        reader.refuse(
            f"the rubric of {question.id} has been changed since its page was made. Make the page "
            f"again with `{again}` and grade by today's"
        )
    grader = reader.text(content.get("grader"), "grader", _LONGEST_NAME)
    if not grader or not grader.isprintable():
        reader.refuse("grader is empty or not a name: it says who graded")
    rows = content.get("marks")
    if not isinstance(rows, list):
        reader.refuse("marks is not a list")
    marks = tuple(reader.mark(row, f"marks[{n}]", question) for n, row in enumerate(rows))
    keys = [key for mark in marks for key in mark.keys]
    if twice := next((key for key, count in Counter(keys).items() if count > 1), None):
        reader.refuse(f"two marks are for the answer {twice}")
    return SavedMarks(grader, question, marks)


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path

    def refuse(self, why: str) -> NoReturn:
        raise Refused(f"{self.path}: {why}. Nothing was taken over.")

    def content(self) -> dict[str, Any]:
        try:
            if self.path.stat().st_size > _LARGEST:
                self.refuse(f"it has more than {_LARGEST >> 20} MB")
            found = json.loads(self.path.read_bytes(), parse_constant=self._no_number)
        except OSError as fault:
            self.refuse(f"it cannot be read ({fault.strerror})")
        except (ValueError, RecursionError) as fault:
            self.refuse(f"it is not JSON ({fault})")
        if not isinstance(found, dict):
            self.refuse("it was not saved by a page that `written` makes")
        return found

    def _no_number(self, name: str) -> NoReturn:
        raise ValueError(f"{name} is not a number of points")

    def mark(self, row: object, where: str, question: WrittenQuestion) -> SavedMark:
        if not isinstance(row, dict):
            self.refuse(f"{where} is not a mark")
        keys = row.get("answers")
        if not isinstance(keys, list) or not keys or not all(isinstance(k, str) for k in keys):
            self.refuse(f"{where} does not say whose answer it is")
        criteria = row.get("criteria", [])
        if not isinstance(criteria, list) or not all(isinstance(one, bool) for one in criteria):
            self.refuse(f"{where}: criteria is not a list of true and false")
        if len(criteria) != len(question.criteria):
            count = len(question.criteria)
            self.refuse(f"{where} has {len(criteria)} criteria; the rubric has {count}")
        return SavedMark(
            tuple(keys),
            self.text(row.get("text"), f"{where}: text", 100),
            self._points(row.get("points"), where, question.points),
            tuple(criteria),
            self.text(row.get("comment", ""), f"{where}: comment", MAX_COMMENT),
            self.text(row.get("before"), f"{where}: before", 100),
        )

    def _points(self, points: object, where: str, most: float) -> float | None:
        if points is None:
            return None
        if isinstance(points, bool) or not isinstance(points, (int, float)):
            self.refuse(f"{where}: points is {str(points)[:40]!r}, not a number")
        # Compared before it is a float: a whole number of 400 digits is JSON, and no float.
        if not 0 <= points <= most:
            self.refuse(f"{where}: points is {str(points)[:40]}; it is 0 to {most:g}")
        return float(points)

    def text(self, text: object, where: str, longest: int) -> str:
        if not isinstance(text, str):
            self.refuse(f"{where} is not a text")
        if len(text) > longest:
            self.refuse(f"{where} has {len(text)} characters; {longest} are the most")
        # Half a surrogate pair is legal JSON, and no database takes it.
        return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "").strip()
