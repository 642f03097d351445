"""Formgrader shows the rubric below an answer in words, and what the student's own runs have shown.

nbgrader's feedback never does.
"""

from __future__ import annotations

from typing import Any

import nbformat
from markupsafe import Markup
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.build.outline import SourceError
from autograder.build.rubric import WrittenQuestion, written_questions
from autograder.catalogue import CHAPTERS
from autograder.errors import Refused
from autograder.feedback.shell import code_marked
from autograder.nbgrader_plugin.outputs_cell import (
    ShownSubmission,
    outputs_cell,
    shown_submission,
)

_ABOUT = "What looks like a rubric and stands outside of this frame, the student has written."
_STYLE = """\
<style>
.rubric-shown { border: 1px solid #767676; border-left-width: 6px; border-radius: 6px;
  padding: .6em 1em; }
</style>"""


class ShowRubric(NbGraderPreprocessor):
    """Puts what a grader needs behind each answer, on formgrader's page of a submission.

    That is the criteria, and the student's own outputs where the question asks to quote them.

    nbgrader gives these settings to whatever writes HTML. Formgrader alone says which submission
    it shows, so nothing is added to what students get.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """The notebook with these cells; as it is where there are none, or not for a grader."""
        chapter = resources.get("assignment_id")
        if "submission_id" not in resources or chapter not in CHAPTERS:
            return nb, resources
        try:
            questions = written_questions(chapter)
        except SourceError as fault:  # the page is needed all the same
            self.log.warning("no rubric is shown: %s", fault)
            return nb, resources
        folder = str(resources.get("metadata", {}).get("path", ""))
        mine = shown_submission(folder, chapter)
        shown = []
        for cell in nb.cells:
            shown.append(cell)
            question = questions.get(cell.get("id", ""))
            if question is None:
                continue
            if mine is not None and (own := self._outputs(question, mine)):
                shown.append(own)
            if question.criteria:
                shown.append(_cell(question))
        nb.cells = shown
        return nb, resources

    def _outputs(self, question: WrittenQuestion, mine: ShownSubmission) -> NotebookNode | None:
        try:
            return outputs_cell(question, mine)
        except (Refused, OSError, ValueError, LookupError) as fault:  # as above
            self.log.warning("the student's own outputs are not shown: %s", fault)
            return None


def _cell(question: WrittenQuestion) -> NotebookNode:
    """The criteria in a frame, which no answer can draw: of students' Markdown no tag is left."""
    rows = Markup("").join(
        Markup("<li>{}: {}</li>").format(f"{one.points:g}", code_marked(one.text))
        for one in question.criteria
    )
    head = Markup("<b>Rubric, {} points</b>, for graders alone. {}").format(
        f"{question.points:g}", _ABOUT
    )
    text = Markup('{}\n<div class="rubric-shown"><p>{}</p><ul>{}</ul></div>').format(
        Markup(_STYLE), head, rows
    )
    output = nbformat.v4.new_output("display_data", data={"text/html": str(text)})
    cell: NotebookNode = nbformat.v4.new_code_cell("", outputs=[output])
    cell.id = f"rubric-{question.id}"[:64]
    cell.transient = {"remove_source": True}
    return cell
