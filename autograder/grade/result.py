"""What grading says of one submission: plain data, JSON in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from course_utils.verdict import Verdict

HIDDEN = "hidden"
"""A difference whose case starts so is on secret inputs: no value of it is shown."""

SubmissionState = Literal["graded", "flagged", "unreadable", "missing", "grader_fault"]


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's file for one chapter, as collected.

    Attributes:
        student: the id, as the gradebook knows it.
        chapter: the assignment's name.
        file: where the student's bytes lie in the course folder; empty when missing.
        digest: SHA-256 of those bytes, hexadecimal; empty when missing.
        received: ISO time stamp in UTC, by the collector's clock or the LMS's; may be empty.
        notes: what the collector repaired or found odd.
        name: the person's name, where a roster or the LMS gives one.
    """

    student: str
    chapter: str
    file: str = ""
    digest: str = ""
    received: str = ""
    notes: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome for one submission.

    Attributes:
        verdicts: by exercise id, in the chapter's order.
        flags: reasons why a person may want to look: what was repaired, what was
            suspicious, what was contained.
        code: the student's own text for each exercise, as graded.
        notebook: the rebuilt notebook with the outputs of this run, as nbformat JSON.
        cpu_seconds: what the student's own code took.
    """

    submission: Submission
    state: SubmissionState
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    code: Mapping[str, str] = field(default_factory=dict)
    notebook: str = ""
    cpu_seconds: float = 0.0
    release: str = ""

    @property
    def score(self) -> float:
        """The points earned."""
        return sum(verdict.score for verdict in self.verdicts.values())

    @property
    def max_score(self) -> float:
        """The points that could be earned."""
        return sum(verdict.max_score for verdict in self.verdicts.values())

    def to_json(self) -> dict:
        """Plain data for the journal."""
        submission = self.submission
        return {
            "submission": {
                "student": submission.student,
                "chapter": submission.chapter,
                "file": submission.file,
                "digest": submission.digest,
                "received": submission.received,
                "notes": list(submission.notes),
                "name": submission.name,
            },
            "state": self.state,
            "verdicts": [verdict.to_json() for verdict in self.verdicts.values()],
            "flags": list(self.flags),
            "code": dict(self.code),
            "notebook": self.notebook,
            "cpu_seconds": self.cpu_seconds,
            "release": self.release,
        }

    @classmethod
    def from_json(cls, data: Mapping) -> Result:
        """What :meth:`to_json` wrote."""
        submission = dict(data["submission"])
        submission["notes"] = tuple(submission["notes"])
        verdicts = [Verdict.from_json(entry) for entry in data["verdicts"]]
        return cls(
            submission=Submission(**submission),
            state=data["state"],
            verdicts={verdict.exercise: verdict for verdict in verdicts},
            flags=tuple(data["flags"]),
            code=data["code"],
            notebook=data["notebook"],
            cpu_seconds=data["cpu_seconds"],
            release=data["release"],
        )


def is_hidden(verdict: Verdict) -> bool:
    """Whether the verdict's first difference is on inputs that stay secret."""
    difference = verdict.difference
    return difference is not None and difference.case.startswith(HIDDEN)
