"""What students do to cells, to an exercise and to an answer in words: nothing written is lost.

Each edit is graded by the real examiner. An exercise has all of its points; the words come
before a person, all of them, in the notebook that the person sees.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.build.source import read_source
from autograder.grade.examiner import Examiner
from autograder.rebuild.rebuilt import rebuild
from autograder.rebuild.releases import read_released
from autograder.submission.remark import texts
from autograder.submission.result import Result, Submission

pytestmark = pytest.mark.sandbox

PAPER = "06_paper"
WRITTEN = "written-answer"
WORDS = ("Adam is ahead by 0.02.", "The noise is 0.03.")
TESTS = "mine = Adam([torch.zeros(2, requires_grad=True)])\nassert mine is not None"


@dataclass
class Desk:
    """A notebook in the making."""

    notebook: NotebookNode

    def at(self, name: str) -> int:
        return next(i for i, cell in enumerate(self.notebook.cells) if cell.id == name)

    def cell(self, name: str) -> NotebookNode:
        return self.notebook.cells[self.at(name)]

    def put(self, place: int, cell: NotebookNode) -> None:
        self.notebook.cells.insert(place, cell)

    def copy(self, name: str, source: str, **more: object) -> NotebookNode:
        """As JupyterLab copies or splits a cell: its metadata, and another id."""
        return nbformat.from_dict(
            {**copy.deepcopy(self.cell(name)), "id": f"{name}-2", "source": source, **more}
        )

    def retyped(self, name: str, kind: str) -> None:
        old = self.cell(name)
        make = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}[kind]
        new = make(old.source, id=old.id, metadata=old.metadata)
        self.notebook.cells[self.at(name)] = new

    def nameless(self, name: str) -> None:
        self.cell(name).update(id=f"x-{name}", metadata={})


@pytest.fixture(scope="module")
def adam() -> str:
    cells = {cell.id: cell.source for cell in read_source(PAPER).cells}
    return cells["adam"]


@pytest.fixture
def desk(adam) -> Desk:
    """The notebook with the exercise done and the answer in words not begun."""
    made = Desk(copy.deepcopy(read_released(PAPER)))
    made.cell("adam").source = adam
    return made


@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    made = Examiner(PAPER, "a seed for these tests")
    yield made
    made.close()


def graded(examiner: Examiner, desk: Desk) -> Result:
    data = nbformat.writes(desk.notebook).encode()
    return examiner.grade_bytes(Submission("ada", PAPER, file="x"), data)


def shown(result: Result) -> str:
    """All that a person sees in formgrader."""
    return "\n".join(cell.source for cell in nbformat.reads(result.notebook, 4).cells)


# ------------------------------------------------------------------------------ exercises


def split_off_tests(desk: Desk, adam: str) -> None:
    desk.put(desk.at("adam") + 1, desk.copy("adam", TESTS))


def split_off_tests_that_keep_the_id(desk: Desk, adam: str) -> None:
    at = desk.at("adam")
    half = desk.copy("adam", adam)
    desk.cell("adam").source = TESTS
    desk.put(at, half)


def split_off_tests_that_fail(desk: Desk, adam: str) -> None:
    desk.put(desk.at("adam") + 1, desk.copy("adam", "assert False, 'my own test'"))


def split_behind_a_helper(desk: Desk, adam: str) -> None:
    first, _, rest = adam.partition("\n")
    desk.put(desk.at("adam") + 1, desk.copy("adam", "class Adam(Base):" + rest.partition(":")[2]))
    desk.cell("adam").source = f"{first}\nclass Base:\n    pass"


def split_with_a_cell_between(desk: Desk, adam: str) -> None:
    split_behind_a_helper(desk, adam)
    desk.put(desk.at("adam") + 1, new_code_cell("OldBase = Base\nclass Base(OldBase):\n    pass"))


def copied_and_then_mended(desk: Desk, adam: str) -> None:
    desk.cell("adam").source = adam.replace("class Adam:", "class Adam:\n    wrong = 1/0")
    desk.put(desk.at("adam") + 1, desk.copy("adam", adam))


def pasted_at_the_end(desk: Desk, adam: str) -> None:
    desk.cell("adam").source = adam.replace("class Adam:", "class Adam:\n    wrong = 1/0")
    desk.notebook.cells.append(desk.copy("adam", adam))


def own_cell_empty_and_answer_below(desk: Desk, adam: str) -> None:
    stub = next(cell for cell in read_released(PAPER).cells if cell.id == "adam")
    desk.cell("adam").source = stub.source
    desk.put(desk.at("adam") + 1, new_code_cell(adam.partition("\n")[2]))


def own_cell_empty_and_answer_above(desk: Desk, adam: str) -> None:
    own_cell_empty_and_answer_below(desk, adam)
    desk.notebook.cells.insert(desk.at("adam"), desk.notebook.cells.pop(desk.at("adam") + 1))


def own_cell_empty_and_answer_at_the_end(desk: Desk, adam: str) -> None:
    own_cell_empty_and_answer_below(desk, adam)
    desk.notebook.cells.append(desk.notebook.cells.pop(desk.at("adam") + 1))


def own_cell_blank(desk: Desk, adam: str) -> None:
    own_cell_empty_and_answer_below(desk, adam)
    desk.cell("adam").source = ""


def own_cell_deleted(desk: Desk, adam: str) -> None:
    own_cell_empty_and_answer_below(desk, adam)
    del desk.notebook.cells[desk.at("adam")]


def in_the_other_answers_cell(desk: Desk, adam: str) -> None:
    desk.cell("paper-experiment").source += "\n\n" + adam.partition("\n")[2]
    del desk.notebook.cells[desk.at("adam")]


def in_a_copy_of_a_given_cell(desk: Desk, adam: str) -> None:
    desk.put(desk.at("adam"), desk.copy("ladder-code", adam.partition("\n")[2]))
    stub = next(cell for cell in read_released(PAPER).cells if cell.id == "adam")
    desk.cell("adam").source = stub.source


def turned_into_markdown(desk: Desk, adam: str) -> None:
    desk.retyped("adam", "markdown")


def turned_into_raw(desk: Desk, adam: str) -> None:
    desk.retyped("adam", "raw")


def without_marks(desk: Desk, adam: str) -> None:
    desk.cell("adam").source = adam.partition("\n")[2]
    desk.nameless("adam")


def without_marks_and_split(desk: Desk, adam: str) -> None:
    split_off_tests(desk, adam)
    desk.cell("adam").source = adam.partition("\n")[2]
    desk.nameless("adam")
    desk.cell("adam-2").metadata = {}


def moved_with_what_it_needs(desk: Desk, adam: str) -> None:
    base = new_code_cell("class Base:\n    pass")
    desk.cell("adam").source = adam.replace("class Adam:", "class Adam(Base):")
    answer = desk.notebook.cells.pop(desk.at("adam"))
    desk.notebook.cells += [base, answer]


def in_swapped_places(desk: Desk, adam: str) -> None:
    one, other = desk.at("adam"), desk.at("paper-experiment")
    cells = desk.notebook.cells
    cells[one], cells[other] = cells[other], cells[one]


def merged_from_two_copies(desk: Desk, adam: str) -> None:
    """Somebody pasted the whole released notebook behind his own."""
    for cell in copy.deepcopy(read_released(PAPER).cells):
        cell.id = f"{cell.id}-2"
        desk.notebook.cells.append(cell)


EXERCISES = [
    split_off_tests, split_off_tests_that_keep_the_id, split_off_tests_that_fail,
    split_behind_a_helper, split_with_a_cell_between, copied_and_then_mended, pasted_at_the_end,
    own_cell_empty_and_answer_below, own_cell_empty_and_answer_above,
    own_cell_empty_and_answer_at_the_end, own_cell_blank, own_cell_deleted,
    in_the_other_answers_cell, in_a_copy_of_a_given_cell, turned_into_markdown, turned_into_raw,
    without_marks, without_marks_and_split, moved_with_what_it_needs, in_swapped_places,
    merged_from_two_copies,
]  # fmt: skip
UNSAID = {in_swapped_places, merged_from_two_copies}


@pytest.mark.parametrize("edit", EXERCISES, ids=lambda edit: edit.__name__)
def test_an_exercise_has_its_points(edit: Callable, desk, adam, examiner) -> None:
    edit(desk, adam)
    result = graded(examiner, desk)
    verdict = result.verdicts["adam"]
    assert (verdict.state, verdict.score) == ("passed", 10), (verdict, result.flags)
    assert bool(result.flags) is (edit not in UNSAID)
    # The page shows what earned the points.
    assert "def step" in result.code["adam"]


def test_a_class_that_was_pasted_again_does_not_run_behind_its_methods(filled, released) -> None:
    notebook = filled()
    first = next(cell for cell in notebook.cells if cell.id == "lr-init")
    again = nbformat.from_dict({**copy.deepcopy(first), "id": "again"})
    again.source += "\n# mended"
    notebook.cells.append(again)
    rebuilt = rebuild(nbformat.writes(notebook).encode(), released)
    code = [cell for cell in rebuilt.notebook.cells if "class LR(" in cell.source]
    assert [cell.id for cell in code] == ["added-1", "lr-init"]
    assert [cell.source for cell in code] == [first.source, again.source]


# ------------------------------------------------------------------------ answers in words


def in_a_new_cell_below(desk: Desk) -> None:
    desk.put(desk.at(WRITTEN) + 1, new_markdown_cell("\n\n".join(WORDS)))


def in_a_new_cell_above(desk: Desk) -> None:
    desk.put(desk.at(WRITTEN), new_markdown_cell("\n\n".join(WORDS)))


def in_two_new_cells(desk: Desk) -> None:
    for words in reversed(WORDS):
        desk.put(desk.at(WRITTEN) + 1, new_markdown_cell(words))


def at_the_very_end(desk: Desk) -> None:
    desk.notebook.cells.append(new_markdown_cell("\n\n".join(WORDS)))


def at_the_very_beginning(desk: Desk) -> None:
    desk.put(0, new_markdown_cell("\n\n".join(WORDS)))


def in_its_cell_and_below(desk: Desk) -> None:
    desk.cell(WRITTEN).source = WORDS[0]
    desk.put(desk.at(WRITTEN) + 1, new_markdown_cell(WORDS[1]))


def in_a_code_cell(desk: Desk) -> None:
    desk.put(desk.at(WRITTEN) + 1, new_code_cell("\n".join(WORDS)))


def in_comments_far_away(desk: Desk) -> None:
    desk.put(desk.at("compare-text"), new_code_cell("# " + "\n# ".join(WORDS)))


def in_a_raw_cell(desk: Desk) -> None:
    desk.put(desk.at(WRITTEN) + 1, new_raw_cell("\n".join(WORDS)))


def in_the_question(desk: Desk) -> None:
    desk.cell("written-question").source += "\n\n" + "\n\n".join(WORDS)


def with_its_cell_deleted(desk: Desk) -> None:
    in_a_new_cell_below(desk)
    del desk.notebook.cells[desk.at(WRITTEN)]


def with_its_cell_deleted_and_two_new_ones(desk: Desk) -> None:
    in_two_new_cells(desk)
    del desk.notebook.cells[desk.at(WRITTEN)]


def with_its_marks_lost(desk: Desk) -> None:
    desk.cell(WRITTEN).source = "\n\n".join(WORDS)
    desk.nameless(WRITTEN)


def with_its_cell_turned_into_code(desk: Desk) -> None:
    desk.cell(WRITTEN).source = "\n\n".join(WORDS)
    desk.retyped(WRITTEN, "code")


def with_its_cell_turned_into_raw(desk: Desk) -> None:
    desk.cell(WRITTEN).source = "\n\n".join(WORDS)
    desk.retyped(WRITTEN, "raw")


def with_its_cell_split(desk: Desk) -> None:
    desk.cell(WRITTEN).source = WORDS[0]
    desk.put(desk.at(WRITTEN) + 1, desk.copy(WRITTEN, WORDS[1]))


def with_its_cell_copied_and_the_first_one_left(desk: Desk) -> None:
    desk.put(desk.at(WRITTEN) + 1, desk.copy(WRITTEN, "\n\n".join(WORDS)))


def with_its_cell_moved_to_the_top(desk: Desk) -> None:
    desk.cell(WRITTEN).source = "\n\n".join(WORDS)
    desk.put(1, desk.notebook.cells.pop(desk.at(WRITTEN)))


def with_its_cell_blank(desk: Desk) -> None:
    desk.cell(WRITTEN).source = ""
    in_a_new_cell_below(desk)


IN_WORDS = [
    in_a_new_cell_below, in_a_new_cell_above, in_two_new_cells, at_the_very_end,
    at_the_very_beginning, in_its_cell_and_below, in_a_code_cell, in_comments_far_away,
    in_a_raw_cell, in_the_question, with_its_cell_deleted,
    with_its_cell_deleted_and_two_new_ones, with_its_marks_lost, with_its_cell_turned_into_code,
    with_its_cell_turned_into_raw, with_its_cell_split,
    with_its_cell_copied_and_the_first_one_left, with_its_cell_moved_to_the_top,
    with_its_cell_blank,
]  # fmt: skip
IN_ITS_PLACE = {
    in_its_cell_and_below, with_its_cell_copied_and_the_first_one_left,
    with_its_cell_moved_to_the_top,
}  # fmt: skip


@pytest.mark.parametrize("edit", IN_WORDS, ids=lambda edit: edit.__name__)
def test_an_answer_in_words_comes_before_a_person(edit: Callable, desk, examiner) -> None:
    edit(desk)
    result = graded(examiner, desk)
    assert result.to_read == (WRITTEN,)
    text, page = result.code[WRITTEN], shown(result)
    for words in WORDS:
        assert words in text and words in page
    assert text.index(WORDS[0]) < text.index(WORDS[1])
    assert page.index(WORDS[0]) < page.index(WORDS[1])
    assert any(WRITTEN in flag.text for flag in result.flags) is (edit not in IN_ITS_PLACE)


def test_nothing_written_is_nothing_to_read(desk, examiner) -> None:
    # Copies of the notebook's own texts are no words of the student's.
    desk.put(desk.at(WRITTEN), desk.copy("summary", desk.cell("summary").source))
    desk.put(3, new_code_cell("import numpy as np"))
    result = graded(examiner, desk)
    assert result.to_read == () and not result.flags


def test_a_cell_that_was_deleted_is_for_a_person_to_see_to(desk, examiner) -> None:
    del desk.notebook.cells[desk.at(WRITTEN)]
    result = graded(examiner, desk)
    assert result.to_read == (WRITTEN,)
    assert "the cell of written-answer is missing" in texts(result.flags)


def test_a_stub_that_was_deleted_is_nothing_attempted(desk, examiner) -> None:
    desk.cell("adam").source = "\n"
    assert graded(examiner, desk).verdicts["adam"].state == "not_attempted"
