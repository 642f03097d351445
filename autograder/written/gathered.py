"""All answers to one question: whose, which text, and what a person has given so far."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from nbgrader.api import Gradebook

from autograder.build.released import structure_of
from autograder.build.rubric import WrittenQuestion
from autograder.course.by_hand import Given, read_by_hand, with_rubric
from autograder.course.course import Course
from autograder.course.database import opened
from autograder.course.journal import Journal
from autograder.course.rubric_marks import RubricMark, rubric_marks
from autograder.feedback.own_seeds import SeedsSeen, own_seeds_of
from autograder.rebuild.releases import read_released
from autograder.submission.harmless import harmless_picture
from autograder.submission.highlight import visible
from autograder.submission.result import GRADED, UNGRADED, Result
from autograder.todo.gradebook_now import called_in
from autograder.written.own_outputs import OwnOutput, own_outputs

MAX_ANSWER_SHOWN = 20_000  # characters


@dataclass(frozen=True, slots=True)
class GivenMark:
    """Points and comment as a person left them, extra credit aside."""

    points: float | None = None
    comment: str = ""

    @property
    def digest(self) -> str:
        """Another one for another mark: by it a mark that changed meanwhile is found."""
        text = json.dumps([None if self.points is None else f"{self.points:g}", self.comment])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Writer:
    """One student's share in an answer.

    Attributes:
        key: stands for the student in files that leave the course folder.
        name: the person's name; the id where there is none.
        student: the id.
        outputs: what the student's own runs have shown.
        seeds: the student's own, where the question quotes runs with them.
        whose: the key and the name of the one whose seeds the outputs show, where that is another
            student.
    """

    key: str
    name: str
    student: str
    outputs: tuple[OwnOutput, ...] = ()
    seeds: SeedsSeen | None = None
    whose: tuple[str, str] = ("", "")


@dataclass(slots=True)
class TextToGrade:
    """One text with one mark, and everybody whose it is.

    Attributes:
        text: the words as they may be shown.
        digest: of the text, as marks by hand know it.
        mark: what was given so far.
        rubric: by which criteria.
        pictures: data addresses of what is attached.
        more: how many characters are left out.
    """

    text: str
    digest: str
    mark: GivenMark
    rubric: RubricMark
    pictures: tuple[str, ...] = ()
    more: int = 0
    writers: list[Writer] = field(default_factory=list)


@dataclass(slots=True)
class QuestionAnswers:
    """All answers to a question.

    Attributes:
        answers: those that wait first; equal texts with equal marks once.
        empty: how many students wrote nothing.
        unreadable: how many files could not be read or graded.
    """

    question: WrittenQuestion
    chapter: str
    answers: list[TextToGrade] = field(default_factory=list)
    empty: int = 0
    unreadable: int = 0

    @property
    def waiting(self) -> int:
        """How many students' answers have no points yet."""
        return sum(len(one.writers) for one in self.answers if one.mark.points is None)

    @property
    def with_other_seeds(self) -> list[tuple[int, Writer]]:
        """Who quotes runs with another student's seeds, and which answer on the page it is."""
        return [
            (number, writer)
            for number, one in enumerate(self.answers, 1)
            for writer in one.writers
            if writer.seeds is not None and writer.seeds.state == "other"
        ]

    @property
    def students(self) -> int:
        """How many students wrote something."""
        return sum(len(one.writers) for one in self.answers)


def writer_key(secret: str, chapter: str, question: str, student: str) -> str:
    """What stands for a student in a page and in the file that it saves.

    It is made with the course's secret, so that nobody can try out ids.
    """
    about = "\0".join(("written", chapter, question, student)).encode()
    return hmac.new(secret.encode(), about, hashlib.sha256).hexdigest()[:16]


def gather_answers(course: Course, chapter: str, question: WrittenQuestion) -> QuestionAnswers:
    """Everybody's answer to one question, as journal and gradebook have it now.

    Raises:
        Refused: there is no gradebook, or it cannot be read.
    """
    found = QuestionAnswers(question, chapter)
    by_text: dict[tuple[str, GivenMark, RubricMark], TextToGrade] = {}
    structure, secret = structure_of(read_released(chapter)), course.secret()
    seeds = own_seeds_of(course, chapter, called_in)
    with opened(course.db_url, course.root) as book:
        for result, given in _given(course, chapter, question.id, book, found):
            mine = result.submission
            key = writer_key(secret, chapter, question.id, mine.student)
            mark = GivenMark(given_points(given), given.comment)
            kind = (result.text_of(question.id), mark, given.rubric)
            if kind not in by_text:
                by_text[kind] = _answer(result, question.id, kind)
            file = course.root / mine.file
            outputs = own_outputs(file, question.quotes, structure)
            writer = Writer(key, mine.name or mine.student, mine.student, tuple(outputs))
            if seeds is not None and (seen := seeds.seen(file, question, mine.student, mine.name)):
                other = writer_key(secret, chapter, question.id, seen.whose) if seen.whose else ""
                writer = replace(writer, seeds=seen, whose=(other, seeds.name_of(seen.whose)))
            by_text[kind].writers.append(writer)
    # By a key that says nothing of anybody: the order of the roster is known to the class.
    for one in by_text.values():
        one.writers.sort(key=lambda writer: writer.key)
    found.answers = sorted(
        by_text.values(), key=lambda one: (one.mark.points is not None, one.writers[0].key)
    )
    return found


def given_points(given: Given) -> float | None:
    """A person's points without extra credit."""
    return None if given.points is None else given.points - given.extra


def _given(
    course: Course, chapter: str, cell: str, book: Gradebook, found: QuestionAnswers
) -> Iterator[tuple[Result, Given]]:
    marks = rubric_marks(course.root, chapter)
    for result in Journal(course.journal_path(chapter)).results():
        student = result.submission.student
        given = with_rubric(read_by_hand(book, chapter, student), result, marks).given.get(cell)
        book.db.expunge_all()  # memory stays flat over the class
        if result.state in UNGRADED:
            found.unreadable += 1
        elif result.state in GRADED and given is not None:
            if given.empty or not result.code.get(cell, "").strip():
                found.empty += 1
            else:
                yield result, given


def _answer(result: Result, cell: str, kind: tuple[str, GivenMark, RubricMark]) -> TextToGrade:
    text = result.code[cell].strip()
    digest, mark, rubric = kind
    more = max(0, len(text) - MAX_ANSWER_SHOWN)
    shown = visible(text[:MAX_ANSWER_SHOWN])
    return TextToGrade(shown, digest, mark, rubric, tuple(_pictures(result.notebook, cell)), more)


def _pictures(notebook: str, cell: str) -> Iterator[str]:
    """What is attached to the answer; rebuilding has made it harmless."""
    cells = json.loads(notebook)["cells"] if notebook else ()
    for one in cells:
        name = str(one.get("id", ""))
        if one.get("cell_type") == "markdown" and (name == cell or name.startswith("added-")):
            bundles: Mapping[str, Mapping[str, str]] = one.get("attachments", {})
            for bundle in bundles.values():
                if picture := harmless_picture(bundle.get("image/png")):
                    yield f"data:image/png;base64,{picture}"
