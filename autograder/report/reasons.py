"""Flags by their reasons: what the sandbox stopped, what is worth a look, what was repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from autograder.report.class_data import StudentRow
from autograder.submission import remarks
from autograder.submission.remarks import RemarkKind

ReportSection = Literal["stopped", "worth a look", "repaired"]
STOPPED: ReportSection = "stopped"
WORTH_A_LOOK: ReportSection = "worth a look"
REPAIRED: ReportSection = "repaired"
_ORDER = (STOPPED, WORTH_A_LOOK, REPAIRED)

# Where the report has a remark; what is information alone is no flag.
_SECTIONS: Mapping[RemarkKind, ReportSection] = {
    remarks.CONTAINED: STOPPED,
    remarks.ATTENTION: WORTH_A_LOOK,
    remarks.SUSPICION: WORTH_A_LOOK,
    remarks.LIMIT: WORTH_A_LOOK,
    remarks.UNREADABLE: WORTH_A_LOOK,
    remarks.FAULT: WORTH_A_LOOK,
    remarks.REPAIR: REPAIRED,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, and whose submissions it is about."""

    section: ReportSection
    words: str
    rows: tuple[StudentRow, ...]


def is_contained(row: StudentRow) -> bool:
    """Whether the sandbox had to stop something of this submission's."""
    return any(flag.kind == remarks.CONTAINED for flag in row.flags)


def reasons(rows: Iterable[StudentRow], cleaned: Callable[[str], str] = str) -> list[Reason]:
    """The reasons with their submissions: what was stopped first, then the commonest.

    Args:
        rows: the submissions.
        cleaned: what is shown of a sentence, for reports without names.
    """
    members: dict[tuple[ReportSection, str], list[StudentRow]] = {}
    for row in rows:
        keys = ((_SECTIONS[flag.kind], cleaned(flag.group)) for flag in row.flags)
        for key in dict.fromkeys(keys):
            members.setdefault(key, []).append(row)
    return sorted(
        (Reason(section, words, tuple(rows)) for (section, words), rows in members.items()),
        key=lambda reason: (_ORDER.index(reason.section), -len(reason.rows), reason.words),
    )


def in_section(found: Sequence[Reason], section: ReportSection) -> list[Reason]:
    """The reasons of one section."""
    return [reason for reason in found if reason.section == section]
