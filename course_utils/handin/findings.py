"""What is said of a notebook before it is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from course_utils.texts import Words, words

Severity = Literal["stop", "mend", "note"]


@dataclass(frozen=True, slots=True)
class NotebookFinding:
    """One thing that was found.

    Attributes:
        level: ``stop``: the file would not hold the student's work, none is written;
            ``mend``: it may cost marks; ``note``: it costs nothing.
        where: the exercise or cell.
        what: what was found, a sentence.
        todo: what to do about it, a sentence.
        exercises: those that it is about, where it is about several.
    """

    level: Severity
    where: Words
    what: Words
    todo: Words = ""
    exercises: tuple[str, ...] = ()

    @property
    def counts(self) -> tuple[str, ...]:
        """What may cost marks by it."""
        return self.exercises or (words(self.where),)


def grouped(findings: Sequence[NotebookFinding]) -> list[NotebookFinding]:
    """The findings, with those of one level and one sentence as one."""
    groups: dict[tuple[str, Words, Words], list[NotebookFinding]] = {}
    for finding in findings:
        groups.setdefault((finding.level, finding.what, finding.todo), []).append(finding)
    return [
        replace(
            group[0],
            where=", ".join(words(one.where) for one in group),
            exercises=tuple(name for one in group for name in one.counts),
        )
        if len(group) > 1
        else group[0]
        for group in groups.values()
    ]
