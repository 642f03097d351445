"""What grading says of one submission: plain data, JSON in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal

from autograder.errors import Refused
from autograder.submission.remark import Remark, flags_of, texts
from course_utils.core.exercise import Exercise
from course_utils.core.released import checksum
from course_utils.core.verdict import Verdict
from course_utils.views.text import message

SubmissionState = Literal["graded", "flagged", "unreadable", "missing", "grader_fault"]


_LATER = ("first", "last", "remarks", "faults")


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's file for one chapter, as collected.

    Attributes:
        student: the id, as the gradebook knows it.
        chapter: the assignment's name.
        file: where the student's bytes lie in the course folder; empty when missing.
        digest: SHA-256 of those bytes, hexadecimal; empty when missing.
        received: ISO time stamp in UTC, by the collector's clock or the LMS's; may be empty.
        remarks: the collector's, about whose the file is and how it came.
        name: the person's name, where a roster or the LMS gives one.
        faults: why nothing that was handed in can be graded (another chapter, a PDF, a
            link); such a submission has no file, but is not missing.
        first, last: the name's parts, where these are given apart: nobody else can tell them.
        draw: the seed of the student's own hidden cases, while it is graded; empty for the
            course's. It is written down nowhere.
    """

    student: str
    chapter: str
    file: str = ""
    digest: str = ""
    received: str = ""
    remarks: tuple[Remark, ...] = ()
    name: str = ""
    faults: tuple[Remark, ...] = ()
    first: str = ""
    last: str = ""
    draw: str = ""

    @property
    def fault(self) -> str:
        """The faults in words; empty where there are none."""
        return "; ".join(texts(self.faults))

    @property
    def flags(self) -> tuple[Remark, ...]:
        """The remarks because of which a person may want to look."""
        return flags_of(self.remarks)

    @property
    def information(self) -> tuple[Remark, ...]:
        """The remarks that are good to know, and nothing to look at."""
        return tuple(remark for remark in self.remarks if not remark.is_flag)

    def to_json(self) -> dict[str, Any]:
        """Plain data for the journal."""
        data = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "draw"}
        for name in ("remarks", "faults"):
            data[name] = [remark.to_json() for remark in data[name]]
        # Left out where empty: lines that are older than these fields say the same.
        return {name: value for name, value in data.items() if value or name not in _LATER}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Submission:
        """What :meth:`to_json` wrote; by an older or a newer release too."""
        known = {one.name for one in fields(cls)} & data.keys()
        values = {name: data[name] for name in known}
        return cls(**{**values, "remarks": _collected(data), "faults": _faults(data)})


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has no mark until a person gives one.

    Attributes:
        points: what it is worth.
        before: the points that a person gave to an earlier text; None where nobody did.
    """

    points: float
    before: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome for one submission.

    Attributes:
        verdicts: by exercise id, in the chapter's order.
        remarks: what was repaired, suspicious or contained; the collector's own are the
            submission's.
        code: the student's own text for each exercise and each answer in words, as graded.
        texts: a digest of each; a mark by hand belongs to it.
        to_read: answers in words that a person has to read; None in a journal of before this
            was written down.
        waits: by exercise or answer in words, what waits for a person, once the gradebook was
            asked; never in the journal.
        notebook: the rebuilt notebook with the outputs of this run, as nbformat JSON.
        cpu_seconds: what the student's own code took.
        release: the one that the student's notebook is of.
        by: the course that judged it, as a release's name.
        draw: what the student's own hidden cases are called; empty where they are the course's.
    """

    submission: Submission
    state: SubmissionState
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    code: Mapping[str, str] = field(default_factory=dict)
    notebook: str = ""
    cpu_seconds: float = 0.0
    release: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    to_read: tuple[str, ...] | None = None
    waits: Mapping[str, Waiting] = field(default_factory=dict)
    by: str = ""
    draw: str = ""

    @property
    def all_remarks(self) -> tuple[Remark, ...]:
        """The collector's remarks, then those of grading."""
        return (*self.submission.remarks, *self.remarks)

    @property
    def flags(self) -> tuple[Remark, ...]:
        """The remarks because of which a person may want to look."""
        return flags_of(self.all_remarks)

    @property
    def score(self) -> float:
        """The points earned."""
        return sum(verdict.score for verdict in self.verdicts.values())

    @property
    def max_score(self) -> float:
        """The points that could be earned."""
        return sum(verdict.max_score for verdict in self.verdicts.values())

    def text_of(self, name: str) -> str:
        """A digest of what there is to read for an exercise or an answer in words."""
        if name in self.texts:
            return self.texts[name]
        submission = self.submission
        # Nothing could be read out of the file: a person marks the file.
        return checksum(self.code.get(name) or f"{submission.digest} {submission.fault}")

    def to_json(self) -> dict[str, Any]:
        """Plain data for the journal."""
        return {
            "submission": self.submission.to_json(),
            "state": self.state,
            "verdicts": [verdict.to_json() for verdict in self.verdicts.values()],
            "remarks": [remark.to_json() for remark in self.remarks],
            "code": dict(self.code),
            "notebook": self.notebook,
            "cpu_seconds": self.cpu_seconds,
            "release": self.release,
            "texts": dict(self.texts),
            "to_read": None if self.to_read is None else list(self.to_read),
            "waits": {name: asdict(one) for name, one in self.waits.items()},
            # Left out where the cases are the course's: such lines stay what they were.
            **({"draw": self.draw} if self.draw else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Result:
        """What :meth:`to_json` wrote.

        Raises:
            Refused: it is not of that form, as another version's may not be.
        """
        try:
            return _read(data)
        except (LookupError, TypeError, ValueError, AttributeError, AssertionError) as fault:
            of = data.get("submission")
            about = {"student": "?", "chapter": "?", **(of if isinstance(of, Mapping) else {})}
            raise Refused(
                f"the journal of {about['chapter']} holds a result of {about['student']} that "
                f"cannot be read ({type(fault).__name__}: {fault}). Use the version of this "
                "program that wrote it, or put a back-up of the journal in its place."
            ) from fault


def _read(data: Mapping[str, Any]) -> Result:
    verdicts = [Verdict.from_json(entry) for entry in data["verdicts"]]
    return Result(
        submission=Submission.from_json(data["submission"]),
        state=data["state"],
        verdicts={verdict.exercise: verdict for verdict in verdicts},
        remarks=_of_file(data),
        code=data["code"],
        notebook=data["notebook"],
        cpu_seconds=data["cpu_seconds"],
        release=data["release"],
        texts=data.get("texts", {}),
        to_read=None if data.get("to_read") is None else tuple(data["to_read"]),
        draw=str(data.get("draw", "")),
    )


def _collected(data: Mapping[str, Any]) -> tuple[Remark, ...]:
    """The collector's remarks, also out of a journal that has them as sentences."""
    if "notes" not in data and "information" not in data:
        return tuple(Remark.from_json(one) for one in data.get("remarks", ()))
    notes = (Remark.from_json(text) for text in data.get("notes", ()))
    known = (Remark("earlier-information", text=text) for text in data.get("information", ()))
    return (*known, *notes)


def _faults(data: Mapping[str, Any]) -> tuple[Remark, ...]:
    """Why nothing can be graded, also out of a journal that has it as one sentence."""
    if data.get("fault"):
        return (Remark("earlier-fault", text=data["fault"]),)
    return tuple(Remark.from_json(one) for one in data.get("faults", ()))


def _of_file(data: Mapping[str, Any]) -> tuple[Remark, ...]:
    """The remarks of grading, also out of a journal that has sentences, the collector's first."""
    if "flags" not in data:
        return tuple(Remark.from_json(one) for one in data["remarks"])
    of_file = data["flags"][len(data["submission"].get("notes", ())) :]
    return tuple(Remark.from_json(text) for text in of_file)


GRADED = ("graded", "flagged")
"""States in which there is a mark."""

UNGRADED = ("unreadable", "grader_fault")
"""States in which a file was handed in and there is no mark: never a zero."""


def without_person(submission: Submission) -> Submission:
    """The file alone, for grading: what is found in it does not depend on whose it is."""
    return replace(submission, student="", name="", first="", last="", received="", remarks=())


def assigned_to(result: Result, submission: Submission) -> Result:
    """The result of grading a file, as the result of one who handed it in."""
    return with_state(replace(result, submission=submission))


def with_state(result: Result) -> Result:
    """A graded result, as flagged where a person may want to look at it, and only there."""
    if result.state not in GRADED:
        return result
    return replace(result, state="flagged" if result.flags else "graded")


def final_message(verdict: Verdict, exercise: Exercise) -> str:
    """The graded verdict as text; of a hidden case, in words alone."""
    return message(verdict, exercise, graded=True)


def is_empty(submission: Submission | None) -> bool:
    """Whether nothing was handed in, not even what cannot be read."""
    return submission is None or not (submission.file or submission.fault)
