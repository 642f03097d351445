"""What somebody asks of ``autograder grade``. This module is light: it is read first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.sandbox.limits import Limits

if TYPE_CHECKING:
    from autograder.collect.intake import Intake


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for.

    Attributes:
        source: a folder, a zip or a notebook.
        chapter: the assignment's name.
        course: the course folder.
        roster: a class list or an LMS's export, or None.
        workers: processes; None for one per core.
        regrade: grade again what the journal has already.
        unsandboxed: run without isolation.
        limits: what one submission may use; the usual ones when None.
        layout: what the source is; ``auto`` to find out.
        due: when the work was due, as a person types it; empty for the gradebook's date.
        trust_timestamps: nbgrader's ``timestamp.txt`` was written by a server.
        said: whether somebody asked for this chapter; else it is the usual one.
        elsewhere: other machines grade: this one needs no sandbox.
        groups: a list of who hands in together; None for that of the last grading.
        section: grade this share of the class alone; empty for all of it.
    """

    source: Path
    chapter: str
    course: Path
    roster: Path | None = None
    workers: int | None = None
    regrade: bool = False
    unsandboxed: bool = False
    limits: Limits | None = None
    layout: str = "auto"
    due: str = ""
    trust_timestamps: bool = False
    said: bool = True
    elsewhere: bool = False
    groups: Path | None = None
    section: str = ""

    @property
    def intake(self) -> Intake:
        """How the class is taken in."""
        from autograder.collect.intake import Intake

        return Intake(self.roster, self.layout, self.due, self.trust_timestamps, self.groups)
