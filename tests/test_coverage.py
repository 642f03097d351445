"""What the lectures hold, and where they slip, is said in cells that exist."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping

import nbformat
import pytest

from autograder.build.source import read_source
from autograder.catalogue import CHAPTERS
from autograder.files.paths import ROOT, SOLUTIONS

TABLES = tomllib.loads((ROOT / "docs" / "coverage.toml").read_text(encoding="utf-8"))
ROWS = [(row.get("topic") or row["lecture"], row) for rows in TABLES.values() for row in rows]
NAMED = pytest.mark.parametrize(("name", "row"), ROWS, ids=[name[:40] for name, _ in ROWS])

# By chapter and cell: its source, and what it printed when the solved notebook was made.
Texts = Mapping[tuple[str, str], tuple[str, str]]


@pytest.fixture(scope="module")
def texts() -> Texts:
    found = {}
    for chapter in CHAPTERS:
        solved = nbformat.read(SOLUTIONS / f"{chapter}.ipynb", 4)
        printed = {cell.id: _printed(cell) for cell in solved.cells if cell.cell_type == "code"}
        for cell in read_source(chapter, fill=False).cells:
            found[chapter, cell.id] = cell.source, printed.get(cell.id, "")
    return found


def _printed(cell: nbformat.NotebookNode) -> str:
    outputs = [output.get("text") or output.get("data", {}) for output in cell.outputs]
    return "\n".join(
        text if isinstance(text, str) else str(text.get("text/plain", "")) for text in outputs
    )


def places(row: Mapping) -> Iterator[tuple[str, str]]:
    """The chapter and id of every cell that a row names."""
    for chapter, ids in row.items():
        if isinstance(ids, list):
            yield from ((chapter, cell) for cell in ids)


def unsaid(row: Mapping, texts: Texts) -> list[str]:
    """The words of a row that its cells neither say nor print."""
    return [
        f"{cell}: {phrase}"
        for cell, phrase in row["says"].items()
        if not any(
            phrase in text
            for place in places(row)
            if place[1] == cell
            for text in texts.get(place, ())
        )
    ]


@NAMED
def test_a_row_points_to_cells_that_teach_it(name, row, texts):
    assert list(places(row)), f"{name} is taught nowhere"
    missing = [place for place in places(row) if place not in texts]
    assert not missing, f"{name}: {missing}"


@NAMED
def test_the_words_of_a_row_stand_in_its_cells(name, row, texts):
    cells = {cell for _, cell in places(row)}
    assert not cells - set(row["says"]), f"{name}: no words from {cells - set(row['says'])}"
    assert not set(row["says"]) - cells, f"{name}: not named: {set(row['says']) - cells}"
    assert not unsaid(row, texts)


@NAMED
def test_a_paragraph_that_is_deleted_is_missed(name, row, texts):
    for cell, phrase in row["says"].items():
        thinner = {place: _without(phrase, text) for place, text in texts.items()}
        assert f"{cell}: {phrase}" in unsaid(row, thinner)


def _without(phrase: str, texts: tuple[str, str]) -> tuple[str, str]:
    """Source and outputs without the paragraphs and lines that hold the phrase."""
    source, printed = texts
    paragraphs = [text for text in source.split("\n\n") if phrase not in text]
    lines = [line for line in printed.splitlines() if phrase not in line]
    return "\n\n".join(paragraphs), "\n".join(lines)


def test_no_row_is_missing():
    assert len(TABLES["holds"]) == 11
    assert len(TABLES["slips"]) == 17


def test_every_chapter_has_predictions_with_folded_answers():
    for chapter in CHAPTERS:
        prose = [c.source for c in read_source(chapter, fill=False).cells]
        folded = sum("<summary>Answer" in text for text in prose)
        assert folded >= 4, f"{chapter} has {folded}"


def test_the_points_of_every_chapter_add_up_to_twenty():
    for chapter in CHAPTERS:
        marks = [c.metadata.get("nbgrader", {}) for c in read_source(chapter, fill=False).cells]
        assert sum(mark.get("points", 0) for mark in marks) == 20, chapter
