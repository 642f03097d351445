"""A rubric in a chapter's source: read, refused with its line, kept from students."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.build import leaks
from autograder.build import source as source_module
from autograder.build.outline import SourceError
from autograder.build.rubric import RUBRIC, written_in, written_questions
from autograder.build.source import read_source
from autograder.build.student import student_notebook, to_text
from autograder.files.paths import SOLUTIONS

PAPER = "06_paper"
WRITTEN = "written-answer"
HEADER = 'id="written-answer" written=3'
FIRST = "- 0.5: says which part the repetition confirms"


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """Chapter 6 with some of its text exchanged."""

    def write(*edits: tuple[str, str]) -> Path:
        path = tmp_path / f"{PAPER}.py"
        text = (SOLUTIONS / path.name).read_text("utf-8")
        for old, new in edits:
            assert text.count(old) == 1
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(source_module, "source_path", lambda _: path)
        return path

    return write


def place(path: Path, text: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line)


def test_the_rubric_of_chapter_six_is_read():
    found = written_questions(PAPER)[WRITTEN]
    assert (found.points, len(found.criteria), found.shown) == (3, 6, False)
    assert sum(one.points for one in found.criteria) == 3
    assert found.quotes == ("tuning", "tuning-constant", "seeds")
    assert found.model.startswith("1. Confirmed") and "Rubric" not in found.model


def test_points_that_do_not_add_up_are_refused_with_file_line_and_both_sums(changed):
    path = changed((FIRST, FIRST.replace("0.5", "1")))
    with pytest.raises(SourceError) as refused:
        read_source(PAPER, fill=False)
    assert f"{path.name}, line {place(path, RUBRIC)}: " in str(refused.value)
    assert "add up to 3.5" in str(refused.value) and "written=3;" in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        (FIRST, FIRST.replace("0.5", "half"), "- half", "is not a criterion"),
        (FIRST, FIRST.replace("0.5", "-0.5"), "- -0.5", "is not a criterion"),
        (FIRST, FIRST.replace("0.5", "nan"), "- nan", "is not a criterion"),
        (FIRST, FIRST.replace("0.5:", "0.5"), "- 0.5 says", "is not a criterion"),
        (
            HEADER,
            HEADER.replace("3", '"three"'),
            HEADER.split()[0] + " written",
            "not a number of points",
        ),
        (
            HEADER,
            HEADER.replace("3", "0"),
            HEADER.split()[0] + " written",
            "not a number of points",
        ),
        (HEADER, f"{HEADER} rubric=true", HEADER, 'there is rubric="shown"'),
        ('"tuning", ', '"tunnig", ', HEADER, "names the cell 'tunnig'"),
        ('["tuning", "tuning-constant", "seeds"]', "seeds", HEADER, "is not a list of cells"),
    ],
)
def test_a_faulty_rubric_is_refused_with_its_line(changed, old, new, where, words):
    path = changed((old, new))
    with pytest.raises(SourceError) as refused:
        written_in(path)
    assert words in str(refused.value)
    assert f"{path.name}, line {place(path, where)}: " in str(refused.value)


def test_a_rubric_without_criteria_is_refused(changed):
    text = (SOLUTIONS / f"{PAPER}.py").read_text("utf-8")
    criteria = text.partition(f"# {RUBRIC}\n#\n")[2].partition("# ### END")[0]
    with pytest.raises(SourceError, match="stands no criterion"):
        written_in(changed((criteria, "")))
    with pytest.raises(SourceError, match="without a rubric"):
        written_in(
            changed((f"# {RUBRIC}\n#\n{criteria}", ""), (HEADER, f'{HEADER} rubric="shown"'))
        )


def test_no_student_reads_the_rubric():
    source = read_source(PAPER, fill=False)
    assert any(FIRST in cell.source for cell in source.cells)
    text = to_text(student_notebook(source))
    assert "quotes" not in text and RUBRIC not in text
    for one in written_questions(PAPER)[WRITTEN].criteria:
        assert one.text not in text


def test_a_rubric_that_reached_students_would_be_found():
    source = read_source(PAPER, fill=False)
    (rubric,) = [lines for name, lines in leaks.solution_regions(source) if name == WRITTEN]
    criteria = written_questions(PAPER)[WRITTEN].criteria
    stray = "\n".join(f"- {one.points:g}: {one.text}" for one in criteria[2:4])
    found = leaks.find_leaks([(WRITTEN, rubric)], [("notebooks/x.ipynb", f"Hello\n{stray}\nBye")])
    assert found and WRITTEN in found[0]


def test_a_rubric_that_the_author_shows_stands_below_the_question(changed):
    changed((HEADER, f'{HEADER} rubric="shown"'))
    source = read_source(PAPER, fill=False)
    student = student_notebook(source)
    (question,) = [cell for cell in student.cells if cell.id == "written-question"]
    assert "**How it is graded**\n\n- 0.5: says which part" in question.source
    (answer,) = [cell for cell in student.cells if cell.id == WRITTEN]
    assert answer.source == "*Write your answer here.*"
    regions = leaks.solution_regions(source)
    assert leaks.find_leaks(regions, [("x.ipynb", to_text(student))]) == []
