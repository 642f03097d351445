"""What the lectures hold, and where they slip, is taught in cells that exist."""

from __future__ import annotations

import tomllib

import pytest

from autograder.build.source import read_source
from autograder.catalogue import CHAPTERS
from autograder.paths import ROOT

TABLES = tomllib.loads((ROOT / "docs" / "coverage.toml").read_text(encoding="utf-8"))
ROWS = [(row.get("topic") or row["lecture"], row) for rows in TABLES.values() for row in rows]


@pytest.fixture(scope="module")
def cells():
    return {chapter: {cell.id for cell in read_source(chapter).cells} for chapter in CHAPTERS}


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[name[:40] for name, _ in ROWS])
def test_a_row_points_to_cells_that_teach_it(name, row, cells):
    places = {key: value for key, value in row.items() if isinstance(value, list)}
    assert places, f"{name} is taught nowhere"
    for chapter, ids in places.items():
        assert set(ids) <= cells[chapter], f"{name}: {set(ids) - cells[chapter]} not in {chapter}"


def test_no_row_is_missing():
    assert len(TABLES["holds"]) == 9
    assert len(TABLES["slips"]) == 12


def test_every_chapter_has_predictions_with_folded_answers():
    for chapter in CHAPTERS:
        prose = [c.source for c in read_source(chapter).cells if c.cell_type == "markdown"]
        folded = sum("<summary>Answer" in text for text in prose)
        assert folded >= 4, f"{chapter} has {folded}"


def test_the_points_of_every_chapter_add_up_to_twenty():
    for chapter in CHAPTERS:
        marks = [c.metadata.get("nbgrader", {}) for c in read_source(chapter).cells]
        assert sum(mark.get("points", 0) for mark in marks) == 20, chapter
