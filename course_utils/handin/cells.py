"""A cell of a student's file, whoever read it: a session that hands in, or the grader."""

from __future__ import annotations

from typing import Protocol


class AnyCell(Protocol):
    """What is looked at of a student's cell."""

    @property
    def source(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def cell_id(self) -> str: ...
    @property
    def grade_id(self) -> str: ...
