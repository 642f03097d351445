"""Reading a chapter's source: percent cells become a notebook with nbgrader's metadata."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jupytext
import nbformat
from nbformat import NotebookNode

from autograder.build.frame import colab_cell, fold, hand_in_cells, way_back, way_on_cell
from autograder.build.outline import SourceError, linked, source_path
from autograder.build.questions import QuestionFault, guess_cell, lay_out, questions_of
from autograder.build.rubric import RUBRIC, WrittenQuestion, written_in
from autograder.files.paths import CHECK_PREFIX, version
from autograder.translation import ENGLISH_TEXT, current, translated
from autograder.translation.code_text import translated_code
from autograder.translation.paragraphs import translated_text
from course_utils.core.exercise import START, Exercise, find_exercise
from course_utils.notebook.predictions import Prediction
from course_utils.texts import say, words

if TYPE_CHECKING:  # what is not filled in is read without the catalogue, which imports torch
    from autograder.build import header
    from autograder.catalogue import Entry

SCHEMA = 3
# Without it the next paragraph sticks to what is folded.
ROOM = "</details>\n<p></p>\n\n"
_PREDICT = re.compile(r"\*\*Predict(?: (\d+))?\.\*\*")
_ENDS = re.compile(r"^\*\*It ends with\*\* (.+)$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"^\{\{(exercise|help) ([a-z0-9-]+)\}\}$", re.MULTILINE)
_ID = re.compile(r"^[a-z0-9][a-z0-9-]{0,62}$")


Helps = Callable[["Entry"], "Sequence[header.Symptom]"]
"""Says what an exercise's Help box holds."""


def _made_anew(entry: Entry) -> Sequence[header.Symptom]:
    from autograder.build import header

    return header.helps(entry)


def read_source(chapter: str, *, fill: bool = True, helps: Helps = _made_anew) -> NotebookNode:
    """The instructor's notebook of a chapter: solutions and hidden regions included.

    Args:
        chapter: such as ``04_logistic_regression``.
        fill: put in what the catalogue knows; making the Help boxes takes seconds.
        helps: says what stands in them.

    Raises:
        SourceError: a cell has no id, an id occurs twice, an exercise is unknown or
            lacks its region or its check.
    """
    path = source_path(chapter)
    if not path.exists():
        raise SourceError(f"{path.name} is missing in solutions/: every chapter has its source.")
    written = written_in(path)  # a faulty rubric is refused here
    cells = _read_cells(path, helps if fill else None)
    _show_rubrics(cells, written)
    _questions(chapter, cells, path.name)  # a faulty one is refused here, too
    lay_out(cells)
    _say_marks(cells)
    cells = _with_guesses(cells)
    _check_ids(cells, path.name)
    _give_ends(chapter, cells)
    for cell in cells:
        # Nothing of the start page is ever graded.
        if chapter != START and cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            _mark(cell, cell.id, locked=True)
    _check_ids(cells, path.name)
    notebook: NotebookNode = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata = NotebookNode(
        {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
            "workbook": {"chapter": chapter, "release": version()},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _give_ends(chapter: str, cells: list[NotebookNode]) -> None:
    """What a notebook begins and ends with, and Colab's cell before its set-up."""
    title, line_end, rest = cells[0].source.partition("\n")
    cells[0].source = f"{title}\n\n{way_back(chapter)}{line_end}{rest}"
    setup = next((place for place, cell in enumerate(cells) if cell.id == "setup"), 0)
    if setup:
        cells[setup - 1].source += f"\n\n{words(say('notebook.run-first'))}"
    cells.insert(max(setup, 1), colab_cell())
    if chapter != START:
        cells += hand_in_cells()
    cells.append(way_on_cell(chapter))


def read_questions(chapter: str, helps: Helps = _made_anew) -> list[Prediction]:
    """The predict-then-run questions of a chapter.

    Raises:
        SourceError: a question cannot be asked as it stands.
    """
    path = source_path(chapter)
    return _questions(chapter, _read_cells(path, helps), path.name)


def _read_cells(path: Path, helps: Helps | None) -> list[NotebookNode]:
    read = jupytext.read(path, fmt="py:percent")
    return [_cell(cell, path.name, helps) for cell in read.cells]


def _questions(chapter: str, cells: list[NotebookNode], file: str) -> list[Prediction]:
    try:
        return questions_of(chapter, cells)
    except QuestionFault as fault:
        raise SourceError(f"{file}: {fault}") from None


def _show_rubrics(cells: list[NotebookNode], written: Mapping[str, WrittenQuestion]) -> None:
    """Move the criteria from an answer's region below its question, where the author shows them."""
    for question, cell in pairwise(cells):
        one = written.get(cell.id)
        if one is not None and one.shown:
            rows = (
                words(say("notebook.criterion", points=f"{c.points:g}", text=c.text))
                for c in one.criteria
            )
            said = words(say("notebook.rubric"))
            question.source += f"\n\n**{said}**\n\n" + "\n".join(f"- {row}" for row in rows)
            model, _, rest = cell.source.partition(RUBRIC)
            cell.source = model.rstrip() + rest[rest.index("\n### END SOLUTION") :]


def _say_marks(cells: list[NotebookNode]) -> None:
    """The marks by which questions and ends are found, in words of the language in use."""
    if current() is ENGLISH_TEXT:
        return

    def predict(found: re.Match[str]) -> str:
        number = found[1]
        numbered = say("notebook.predict-numbered", number=number)
        return words(numbered if number else say("notebook.predict"))

    answer = f"<summary>{words(say('notebook.answer'))}</summary>"
    for cell in cells:
        if cell.cell_type == "markdown":
            text = _PREDICT.sub(predict, cell.source)
            text = _ENDS.sub(lambda found: words(say("notebook.ends", ends=found[1])), text)
            cell.source = text.replace("<summary>Answer</summary>", answer)


def _with_guesses(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells, below each question one in which it is answered."""
    extended = []
    for cell in cells:
        extended.append(cell)
        if marks := cell.metadata.pop("workbook", None):
            extended.append(guess_cell(marks["predict"]))
    return extended


def _cell(read: NotebookNode, file: str, helps: Helps | None) -> NotebookNode:
    meta = dict(read.metadata)
    cell_id = meta.pop("id", None)
    first = read.source.split("\n")[0][:60]
    if not isinstance(cell_id, str) or not _ID.match(cell_id):
        raise SourceError(
            f"{file}: the cell that starts with {first!r} needs an id in its header, such as "
            '# %% id="weights" (lower-case letters, digits and hyphens).'
        )
    cell: NotebookNode
    context = f"{file.removesuffix('.py')}/{cell_id}"
    if read.cell_type == "markdown":
        text = translated_text(context, read.source)
        text = _fill(text, file, helps) if helps else text
        text = linked(text, file).replace("</details>\n\n", ROOM)
        cell = nbformat.v4.new_markdown_cell(text, id=cell_id)
        if written := meta.pop("written", None):
            _mark(cell, cell_id, solution=True, points=float(written))
        if asked := {key: meta[key] for key in ("predict", "answer") if key in meta}:
            if "predict" not in asked:
                raise SourceError(f'{file}: the cell {cell_id!r} has answer="…" without predict.')
            cell.metadata["workbook"] = asked
        return cell
    code = read.source
    if not meta.keys() & {"exercise", "check", "setup"}:
        code = translated_code(context, code)
    cell = nbformat.v4.new_code_cell(code, id=cell_id)
    exercise, check = meta.pop("exercise", None), meta.pop("check", None)
    if tags := meta.pop("tags", None):
        cell.metadata["tags"] = tags
    _fold(cell, meta, context)
    for own in ("cover", "lines_to_next_cell", "lines_to_end_of_cell_marker"):
        meta.pop(own, None)  # ours, and jupytext's own book-keeping
    if meta:
        raise SourceError(f"{file}: the cell {cell_id!r} has unknown header words {sorted(meta)}.")
    if exercise:
        _find(exercise, catalogue=helps is not None)
        _make_exercise(cell, exercise, file)
    elif check:
        _make_check(cell, _find(check, catalogue=helps is not None), file)
    return cell


def _fold(cell: NotebookNode, meta: dict[str, Any], context: str) -> None:
    """Close the cell if its header says so; a set-up cell is always closed."""
    title = words(say("notebook.set-up")) if meta.pop("setup", False) else ""
    if own := meta.pop("fold", ""):
        title = translated(context, own, "The one line of a closed cell.")
    if title:
        fold(cell, title)


def _find(exercise: str, *, catalogue: bool) -> Exercise:
    """As it is in the catalogue now, or as the last build has written it down."""
    if not catalogue:
        return find_exercise(exercise)
    from autograder.catalogue import find_entry

    return find_entry(exercise).exercise


def _make_exercise(cell: NotebookNode, exercise: str, file: str) -> None:
    if cell.id != exercise:
        raise SourceError(f"{file}: the cell of exercise {exercise!r} must have that id.")
    if "### BEGIN SOLUTION" not in cell.source:
        raise SourceError(f"{file}: the cell {exercise!r} has no ### BEGIN SOLUTION.")
    # Found again by this line when an editor has dropped ids and metadata.
    cell.source = f"# exercise: {exercise}\n{cell.source}"
    _mark(cell, exercise, solution=True)


def _make_check(cell: NotebookNode, exercise: Exercise, file: str) -> None:
    name = exercise.id
    if cell.id != CHECK_PREFIX + name:
        raise SourceError(f"{file}: the check of {name!r} must have the id check-{name}.")
    if f'hidden("{name}")' not in cell.source:
        raise SourceError(f"{file}: the check of {name!r} has no hidden region for it.")
    _mark(cell, cell.id, locked=True, points=exercise.points)


def _mark(
    cell: NotebookNode,
    grade_id: str,
    *,
    locked: bool = False,
    solution: bool = False,
    points: float | None = None,
) -> None:
    cell.metadata["nbgrader"] = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": SCHEMA,
        "solution": solution,
        "task": False,
        **({} if points is None else {"points": points}),
    }


def _fill(text: str, file: str, helps: Helps) -> str:
    from autograder.build import header, start_page
    from autograder.catalogue import find_entry

    def replace(match: re.Match[str]) -> str:
        entry = find_entry(match.group(2))
        if match.group(1) == "exercise":
            return header.exercise(entry)
        return header.help_box(entry, helps(entry))

    filled = _PLACEHOLDER.sub(replace, text)
    for name, make in start_page.TABLES.items():
        if name in filled:
            filled = filled.replace(name, make())
    if "{{" in re.sub(r"\$[^$]*\$", "", filled):
        raise SourceError(f"{file}: an unknown placeholder stands in {filled[:80]!r}.")
    return filled


def _check_ids(cells: list[NotebookNode], file: str) -> None:
    seen: set[str] = set()
    for cell in cells:
        if cell.id in seen:
            raise SourceError(f"{file}: the cell id {cell.id!r} occurs twice.")
        seen.add(cell.id)
    for cell in cells:
        marks = cell.metadata.get("nbgrader", {})
        by_hand = marks.get("solution") and marks.get("grade")
        if marks.get("solution") and not by_hand and CHECK_PREFIX + cell.id not in seen:
            raise SourceError(f"{file}: the exercise {cell.id!r} has no check cell after it.")
