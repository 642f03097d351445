"""A class that answered chapter 6 in words: a real course folder and gradebook, nothing run."""

from __future__ import annotations

import base64
import copy
import hashlib
from collections.abc import Sequence

import nbformat
from nbformat.v4 import new_output
from nbgrader.api import Gradebook

from autograder.catalogue import chapter_of
from autograder.course.course import Course
from autograder.course.gradebook import GradebookWriter
from autograder.course.hand_marks import HandMarks
from autograder.course.journal import JournalEntry, JournalWriter
from autograder.grade.session import publish
from autograder.rebuild.rebuilt import rebuild
from autograder.rebuild.releases import read_released
from autograder.submission.result import Result, Submission
from tests.autograder.grade.test_hand_marks import PAPER, WRITTEN, all_passed
from tests.hostile.words import PNG, TRIED

SAME = "AdaGrad is last, 0.27 against 0.15.\n\nα decides."
OTHER = "Adam wins, I think."
RUN = "<img src=x onerror=PWN.push(1)><script>PWN.push(1)</script>"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
    '<circle r="9" cx="20" cy="10" onload="parent.PWN.push(1)"/></svg>'
)
SCRIPTED = SVG.replace("<circle", "<script>parent.PWN.push(1)</script><circle")
_DRAWN = base64.b64encode(SVG.encode()).decode()
_FIGURE = f'<figure><img src="data:image/svg+xml;base64,{_DRAWN}"></figure>{RUN}'
PRINTED = "AdaGrad        seed 0: 0.281  seed 1: 0.279"


def outputs() -> list:
    """What a run of one's own leaves below a cell: honest lines and hostile ones."""
    return [
        new_output("stream", name="stdout", text=f"{PRINTED}\n{RUN}\u202e\x1b[31mred\n"),
        new_output("display_data", data={"text/html": _FIGURE, "text/plain": "a picture"}),
        new_output("display_data", data={"image/png": PNG, "text/plain": "another"}),
        new_output("display_data", data={"image/svg+xml": SVG}),
        new_output("display_data", data={"image/svg+xml": SCRIPTED}),
        new_output("display_data", data={"image/png": 'x" onerror="PWN.push(1)'}),
        new_output("display_data", data={"application/javascript": "PWN.push(1)"}),
        new_output("error", ename=RUN, evalue=RUN, traceback=[]),
    ]


def file_of(text: str, shown: Sequence = ()) -> bytes:
    """A student's file with this answer, and these outputs below a cell that the question names."""
    notebook = copy.deepcopy(read_released(PAPER))
    for cell in notebook.cells:
        if cell.id == WRITTEN and text:
            cell.source = text
        if cell.id == "adam":
            cell.source = "# exercise: adam\nclass Adam: pass"
        if cell.id == "seeds":
            cell.outputs = list(shown)
    return nbformat.writes(notebook).encode()


def hand_in(
    course: Course,
    student: str,
    name: str,
    text: str,
    shown: Sequence = (),
    received: str = "",
) -> Result:
    """What `autograder grade` does with a file, but for the runs: marks are as they would be."""
    data, place = file_of(text, shown), f"submitted/{student}/{PAPER}/{PAPER}.ipynb"
    path = course.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    rebuilt = rebuild(data, read_released(PAPER))
    digest = hashlib.sha256(data).hexdigest()
    result = Result(
        Submission(student, PAPER, file=place, digest=digest, received=received, name=name),
        "graded",
        all_passed(),
        tuple(rebuilt.remarks),
        rebuilt.code,
        nbformat.writes(rebuilt.notebook),
        texts=rebuilt.texts,
        to_read=tuple(rebuilt.to_read),
    )
    with JournalWriter(course.journal_path(PAPER)) as journal:
        entry = JournalEntry(student, digest, digest, digest, "", "graded", digest)
        journal.append([(entry, result)])
    put_in(course, result)
    return result


def put_in(course: Course, result: Result) -> None:
    """Gradebook and pages of one result, as grading writes them."""
    exercises = {entry.id: entry.exercise for entry in chapter_of(PAPER)}
    hands = HandMarks(course.hand_path(PAPER))
    with GradebookWriter(course.db_url, exercises) as gradebook:
        publish(result, course, gradebook, list(exercises.values()), hands)


def whole_class(course: Course) -> None:
    """Two with one text, one with another, one who attacks, and one who wrote nothing."""
    hand_in(course, "ada", "Ada Lovelace", SAME, outputs())
    hand_in(course, "bo", "Bo Diddley", f"{SAME}\n", outputs()[:1])
    hand_in(course, "cy", "Cy Twombly", OTHER)
    attack = "\n\n".join(TRIED["tags"].values()) + RUN + "\u202e" + "שלום " * 50 + "W" * 30_000
    hand_in(course, "eve", f"Eve {RUN}", attack, outputs())
    hand_in(course, "dee", "Dee Dee", "")


def in_book(course: Course, student: str) -> tuple[float | None, bool, str | None, float]:
    """Points by hand, whether the cell waits, the comment by hand, and the chapter's score."""
    with Gradebook(course.db_url, "gradients") as book:
        grade = book.find_grade(WRITTEN, PAPER, PAPER, student)
        words = book.find_comment(WRITTEN, PAPER, PAPER, student)
        score = book.find_submission(PAPER, student).score
        return grade.manual_score, grade.needs_manual_grade, words.manual_comment, score


def formgrader_gives(course: Course, student: str, points: float | None, comment: str = "") -> None:
    """What formgrader's handlers do when a person types, line for line."""
    with Gradebook(course.db_url, "gradients") as book:
        grade = book.find_grade(WRITTEN, PAPER, PAPER, student)
        grade.manual_score = points
        grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
        words = book.find_comment(WRITTEN, PAPER, PAPER, student)
        words.manual_comment = comment or None
        book.db.commit()
