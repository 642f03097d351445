"""The pages of a chapter's answers in words, from the course folder to files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nbformat import NotebookNode

from autograder.build.rubric import WrittenQuestion, written_questions
from autograder.course.course import Course
from autograder.course.settings import read_settings
from autograder.errors import Refused
from autograder.files.atomic import write_atomic
from autograder.rebuild.releases import read_released
from autograder.written.gathered import QuestionAnswers, gather_answers
from autograder.written.grading_page import render_answers


def questions_to_grade(chapter: str) -> Mapping[str, WrittenQuestion]:
    """The chapter's questions that are answered in words, by cell id.

    Raises:
        Refused: it has none.
        SourceError: a rubric has a fault.
    """
    found = written_questions(chapter)
    if not found:
        raise Refused(f"{chapter} has no question that is answered in words.")
    return found


def write_answers(
    course: Course,
    chapter: str,
    question: WrittenQuestion,
    *,
    anonymous: bool = False,
    out: Path | None = None,
) -> tuple[Path, QuestionAnswers]:
    """Write the page of one question; where it is, and what stands on it.

    Args:
        course: the course folder.
        chapter: the assignment's name.
        question: one of the chapter's.
        anonymous: without names.
        out: another folder for the page.

    Raises:
        Refused: there is no gradebook, or the page cannot be written.
    """
    found, notebook = gather_answers(course, chapter, question), read_released(chapter)
    page = render_answers(
        found,
        title=notebook.cells[0].source.partition("\n")[0].removeprefix("# ").strip(),
        asked=_asked(notebook, question.id),
        course=read_settings(course.root).name,
        anonymous=anonymous,
    )
    name = f"{chapter}-{question.id}{'-without-names' if anonymous else ''}.html"
    path = (out or course.root / "written") / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, page)
    except OSError as fault:
        raise Refused(f"{path} cannot be written ({fault.strerror}).") from None
    return path, found


def _asked(notebook: NotebookNode, cell: str) -> str:
    """The text above the answer, as students read it."""
    asked = ""
    for one in notebook.cells:
        if one.id == cell:
            break
        asked = one.source if one.cell_type == "markdown" else asked
    return asked
