"""What students and instructors read on a host; verdicts say the same as everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.bundle.one_student import HostResult
from autograder.collect.contents import chapter_title
from autograder.submission.highlight import visible
from autograder.submission.remark import for_students, texts
from autograder.submission.result import final_message
from course_utils.views.figures import points

NOT_YOUR_FAULT = (
    "The grading itself broke: this is a grader error, not yours, and it costs you nothing."
)
TELL_SOMEBODY = (
    "Tell your instructor, who will find the reason in the grader's own output; then your notebook "
    "is graded again."
)
_AGAIN = "Open your notebook of {chapter}, save it, and hand that file in again."
_NOTHING = "No notebook (a file that ends in .ipynb) was found in what you handed in."
_UNREADABLE = "What you handed in could not be graded: {why}."

_NO_SANDBOX = (
    "This host allows no sandbox, and the bundle was made to grade in one or not at all. If the "
    "host can be set to allow namespaces, do that. Otherwise make the bundle with --protection "
    "container, once you have read in docs/hosts.md what that does not protect."
)

LEVEL_WORDS = {
    "root": "Isolation: the sandbox, level root. The notebook ran as a user of its own in "
    "namespaces of its own, without network.",
    "user": "Isolation: the sandbox, level user. The notebook ran in namespaces of its own, "
    "without network.",
    "container": "Isolation: NO SANDBOX, level container, as this bundle was made with "
    "--protection container. The notebook ran as a user without rights in the host's container.\n  "
    "Protected: the grader's files, the secret seed, the results and all of its processes belong "
    "to another user; no program gives the notebook rights; it has no network. Its processes are "
    "ended before the results are written; limits of time, memory, processes and output hold.\n  "
    "NOT protected: it can read what everybody may read in this container, write to /tmp and "
    "/dev/shm as much as the container holds, and see that other processes run. Its memory is "
    "counted by looking. It is separated from the grader by its user alone: a hole in the kernel "
    "or in a program that root left open leads to the grader.",
    "unsandboxed": "Isolation: none.",
}


@dataclass(frozen=True, slots=True)
class ExerciseResult:
    """One exercise, as a host shows it: plain text, without a sign that a page would obey."""

    id: str
    title: str
    score: float
    most: float
    passed: bool
    text: str

    @property
    def name(self) -> str:
        """How it is called in a list."""
        return f"{self.id}: {self.title}"


def exercise_results(host: HostResult) -> list[ExerciseResult]:
    """Every exercise of a graded submission, in the chapter's order."""
    verdicts = host.result.verdicts
    return [
        ExerciseResult(
            one.id,
            one.title,
            round(verdicts[one.id].score, 6),
            round(verdicts[one.id].max_score, 6),
            verdicts[one.id].state == "passed",
            visible(final_message(verdicts[one.id], one)),
        )
        for one in host.exercises
        if one.id in verdicts
    ]


def student_text(host: HostResult) -> str:
    """What is said of the submission as a whole, to the student."""
    return visible("\n".join(_to_student(host)))


def format_errors(host: HostResult) -> list[str]:
    """Why there is nothing to grade in a submission, and what to do: one sentence each."""
    chapter = chapter_title(host.result.submission.chapter)
    again = _AGAIN.format(chapter=chapter)
    if host.result.state == "missing":
        return [_NOTHING, again]
    return [_UNREADABLE.format(why=visible("; ".join(_reasons(host)))), again]


def _reasons(host: HostResult) -> Iterator[str]:
    faults = host.result.submission.faults
    found = [
        value for one in host.result.remarks for name, value in one.fields if name == "reasons"
    ]
    for value in [faults] if faults else found:
        assert isinstance(value, tuple)
        for one in value:
            yield one if isinstance(one, str) else one.student_text


def _to_student(host: HostResult) -> Iterator[str]:
    result = host.result
    if host.is_fault:
        yield NOT_YOUR_FAULT
        yield TELL_SOMEBODY
        return
    if not host.is_graded:
        yield from format_errors(host)
        return
    total = f"{points(result.score)} of {points(result.max_score)} points"
    yield f"{chapter_title(result.submission.chapter)}: {total}. Graded: {host.file}"
    yield from (f"- {text}" for text in for_students(result.all_remarks))
    if result.to_read:
        yield f"- read by a person, and not in these points: {', '.join(result.to_read)}"


def instructor_text(host: HostResult, *, version: str) -> str:
    """What is said to the instructor alone; it may speak of what the student must not see."""
    return visible("\n".join(_to_instructor(host, version)))


def _to_instructor(host: HostResult, version: str) -> Iterator[str]:
    result = host.result
    yield f"gradient-workbook {version}, {result.submission.chapter}: {result.state}"
    if host.file:
        yield f"File: {host.file}"
    if host.level:
        yield f"{LEVEL_WORDS[host.level]} Time: {result.cpu_seconds:.1f} s of CPU."
    if host.lacks:
        yield "Why there was no sandbox:\n" + _indented(host.lacks)
    yield from (f"- {text}" for text in texts(result.all_remarks))
    if host.no_sandbox:
        yield _NO_SANDBOX
    if host.is_fault:
        yield (
            "There is no mark: an error of the grader or of the machine is never a zero. Put it "
            "right and have the file graded again."
        )


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
