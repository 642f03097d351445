"""Files and cells called like what the sandbox stops: nobody is taken for somebody who did it."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.build.student import student_notebook
from autograder.cli.table import json_line
from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.course.rows import row_of
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from autograder.report.write import class_data, class_lines, write_report
from autograder.submission.result import Result
from tests.autograder.feedback.reading import Reader
from tests.sources import source_of

pytestmark = pytest.mark.sandbox
CHAPTER = "04_logistic_regression"


def right(*added: str) -> str:
    """The right answers, and these cells."""
    source = source_of(CHAPTER)
    answers = {cell.id: cell.source for cell in source.cells if "BEGIN SOLUTION" in cell.source}
    made = copy.deepcopy(student_notebook(source))
    for cell in made.cells:
        cell.source = answers.get(cell.id, cell.source)
    made.cells += [new_code_cell(text, id=f"mine-{n}") for n, text in enumerate(added)]
    return nbformat.writes(made)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, Result]]:
    folder = tmp_path_factory.mktemp("names")
    files = {
        "ada/memory report.pdf": "%PDF",
        "bo/my report.pdf": "%PDF",
        "cy/mine.ipynb": right("import ctypes  # out of memory"),
        "di/mine.ipynb": right("# out of memory"),
        "di/memory.ipynb": nbformat.writes(nbformat.v4.new_notebook(cells=[new_code_cell("1")])),
        "ed/mine.ipynb": right("x = 1"),
        "ed/draft.ipynb": nbformat.writes(nbformat.v4.new_notebook(cells=[new_code_cell("1")])),
    }
    for name, text in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    results: dict[str, Result] = {}
    grade_class(
        Request(folder / "in", CHAPTER, folder / "course"),
        lambda done, total, result: results.update({result.submission.student: result}),
    )
    return Course(folder / "course"), results


def kinds(result: Result) -> list[tuple[str, str]]:
    return [(remark.code, remark.kind) for remark in result.all_remarks]


def test_what_a_file_is_called_changes_nothing(graded: tuple[Course, dict[str, Result]]) -> None:
    results = graded[1]
    assert kinds(results["ada"]) == kinds(results["bo"]) == [("unreadable", "unreadable")]
    assert kinds(results["di"]) == kinds(results["ed"]) == [("foreign-notebook", "attention")]
    assert kinds(results["cy"]) == [("goes-below-python", "suspicion")]
    assert results["ada"].flags[0].text == "unreadable: memory report.pdf: no notebook (.pdf)"


def test_nobody_is_said_to_have_been_stopped(graded: tuple[Course, dict[str, Result]]) -> None:
    course = graded[0]
    lines = class_lines(course, CHAPTER)
    assert lines[0] == "5 submissions: 3 graded and flagged, 2 unreadable."
    assert not any(line.startswith("stopped") for line in lines)
    assert len(class_data(course, CHAPTER).rows) == 5
    page = Reader(write_report(course, CHAPTER).read_text("utf-8")).text
    assert "Needs your attention 2 unreadable, 3 with something odd." in page
    assert "Stopped by the sandbox" not in page and "more memory" not in page


def test_json_has_code_kind_fields_and_sentence(
    graded: tuple[Course, dict[str, Result]], capsys: pytest.CaptureFixture[str]
) -> None:
    result = graded[1]["ada"]
    json_line(result, row_of(result))
    data = json.loads(capsys.readouterr().out)
    assert data["remarks"] == [{
        "code": "unreadable",
        "kind": "unreadable",
        "audience": "both",
        "fields": {"reasons": [{
            "code": "no-notebook", "fields": {"ending": ".pdf"},
            "place": ["file", "memory report.pdf"],
        }]},
        "text": "unreadable: memory report.pdf: no notebook (.pdf)",
    }]  # fmt: skip
    assert data["submission"]["fault"] == "memory report.pdf: no notebook (.pdf)"
    assert {"remarks", "faults"}.isdisjoint(data["submission"])


def test_a_result_comes_back_from_the_journal_as_it_was(
    graded: tuple[Course, dict[str, Result]],
) -> None:
    course, results = graded
    kept = {r.submission.student: r for r in Journal(course.journal_path(CHAPTER)).results()}
    for student, result in results.items():
        assert kept[student].all_remarks == result.all_remarks
