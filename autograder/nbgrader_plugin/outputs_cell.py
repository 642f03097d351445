"""Formgrader's cell with what the student's own runs have shown, where a question asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build.released import structure_of
from autograder.build.rubric import WrittenQuestion
from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.feedback.own_seeds import own_seeds_of
from autograder.rebuild.releases import read_released
from autograder.todo.gradebook_now import called_in
from autograder.written.grading_page import render_own_outputs
from autograder.written.own_outputs import OwnOutput, own_outputs

_ABOUT = (
    "<b>From the student's own file</b>, for graders alone: not run here, not graded. "
    "Whoever hands in a file can have changed this by hand."
)
_STYLE = """\
<style>
.own-outputs { border: 1px dashed #767676; border-radius: 6px; padding: .6em 1em; }
.own-outputs figure { margin: .6em 0; }
.own-outputs pre { white-space: pre-wrap; max-height: 20em; overflow: auto; contain: paint;
  unicode-bidi: isolate; }
.own-outputs img { display: block; max-width: 100%; max-height: 28em; background: #fff; }
</style>"""


@dataclass(frozen=True, slots=True)
class ShownSubmission:
    """Whose notebook formgrader shows.

    Attributes:
        root: the course folder.
        student: the id.
        chapter: the assignment's name.
    """

    root: Path
    student: str
    chapter: str


def shown_submission(folder: str, chapter: str) -> ShownSubmission | None:
    """The submission whose graded notebook lies in this folder; nothing for another folder."""
    path = Path(folder)
    if len(path.parts) < 4 or path.parts[-3] != "autograded" or path.name != chapter:
        return None
    return ShownSubmission(path.parents[2], path.parts[-2], chapter)


def outputs_cell(question: WrittenQuestion, mine: ShownSubmission) -> NotebookNode | None:
    """The cell for one question; nothing where it asks to quote nothing.

    Its words are escaped and its pictures drawn anew: none of the student's HTML is in it.

    Raises:
        OSError, ValueError: the journal cannot be read.
    """
    if not question.quotes:
        return None
    course, outputs, seen, named = Course(mine.root), list[OwnOutput](), None, ""
    seeds = own_seeds_of(course, mine.chapter, called_in)
    for result in Journal(course.journal_path(mine.chapter)).results_of(mine.student):
        structure = structure_of(read_released(mine.chapter))
        file, name = mine.root / result.submission.file, result.submission.name
        outputs = own_outputs(file, question.quotes, structure)
        if seeds and (seen := seeds.seen(file, question, mine.student, name)):
            named = seeds.name_of(seen.whose)
    shown = render_own_outputs(outputs, seen, named)
    html = f'{_STYLE}\n<div class="own-outputs"><p>{_ABOUT}</p>{shown}</div>'
    output = nbformat.v4.new_output("display_data", data={"text/html": html})
    cell: NotebookNode = nbformat.v4.new_code_cell("", outputs=[output])
    cell.id = f"outputs-{question.id}"[:64]
    cell.transient = {"remove_source": True}
    return cell
