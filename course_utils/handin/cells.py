"""A cell of a student's file, whoever read it: a session that hands in, or the grader."""

from __future__ import annotations

from typing import Protocol


class AnyCell(Protocol):
    """What is looked at of a student's cell."""

    @property
    def source(self) -> str:
        """What stands in it."""

    @property
    def kind(self) -> str:
        """nbformat's type of cell, such as ``code``."""

    @property
    def cell_id(self) -> str:
        """nbformat's id; empty when there is none."""

    @property
    def grade_id(self) -> str:
        """nbgrader's id; empty when there is none."""
