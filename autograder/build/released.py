"""What the student's package knows of a released notebook: its cells' names and checksums.

With it ``submit()`` tells a damaged notebook from a sound one, and ``reset()`` gives a
stub back. Nothing but what stands in the released notebook goes in.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

from nbformat import NotebookNode

from autograder.build.outline import outline
from autograder.catalogue.chapters import CHAPTERS
from autograder.files.paths import project, repository
from course_utils.core.released import Released, ReleasedCell, checksum

MODES = ("self-study", "graded")


def structure_of(student: NotebookNode) -> Released:
    """What the student's package would know of this notebook."""
    marks = student.metadata.get("workbook", {})
    return Released(
        marks.get("chapter", ""),
        marks.get("release", ""),
        tuple(_cell(cell) for cell in student.cells),
    )


def _cell(cell: NotebookNode) -> ReleasedCell:
    marks = cell.metadata.get("nbgrader", {})
    return ReleasedCell(
        id=cell.id,
        type=cell.cell_type,
        role=_role(marks),
        grade_id=marks.get("grade_id", ""),
        checksum=checksum(cell.source),
        stub=cell.source if marks.get("solution") else "",
        demo="demo" in cell.metadata.get("tags", ()),
    )


def structure_text(student: NotebookNode) -> str:
    """``released/NN_name.json``: every cell, and the text of those that students fill in."""
    cells = []
    for cell in structure_of(student).cells:
        row = asdict(cell)
        stub, demo = row.pop("stub"), row.pop("demo")
        cells.append(row | ({"demo": True} if demo else {}) | ({"stub": stub} if stub else {}))
    content = {**student.metadata["workbook"], "cells": cells}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _role(marks: dict[str, Any]) -> str:
    if marks.get("solution"):
        return "written" if marks.get("grade") else "exercise"
    if marks.get("grade"):
        return "check"
    return "locked" if marks.get("locked") else "text"


def course_text(mode: str | None = None, own_seeds: str = "") -> str:
    """``course.json``: where the course lies, and whether solutions may be pointed to.

    Args:
        mode: ``self-study`` names the solved notebook after the last hint; ``graded``
            does not. Without it, what ``pyproject.toml`` says.
        own_seeds: what each student's own seeds follow from; empty where all have the same.

    Raises:
        ValueError: the mode is neither.
    """
    mode = project()["tool"]["workbook"].get("mode", MODES[0]) if mode is None else mode
    if mode not in MODES:
        raise ValueError(f"the mode is {' or '.join(MODES)}, not {mode!r}.")
    content = {
        "repository": repository(),
        "branch": "main",
        "mode": mode,
        **({"own_seeds": own_seeds} if own_seeds else {}),
        "chapters": {chapter: _about(chapter) for chapter in CHAPTERS},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _about(chapter: str) -> dict[str, Any]:
    """Title and minutes of a chapter, as they stand at the top of its source."""
    told = outline(chapter)
    return {"title": re.sub(r"^\d+ · ", "", told.title), "minutes": told.minutes}
