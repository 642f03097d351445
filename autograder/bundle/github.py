"""GitHub: a workflow that grades what is pushed, with GitHub Classroom's own reporter.

By the README of ``classroom-resources/autograding-grading-reporter`` and of the graders beside
it: the workflow's and the job's name, and the result that a grading step hands over. All that is
printed can be read by the student.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
from pathlib import Path
from typing import Any

from autograder.bundle.layout import BundleFile, BundleRequest, filled_template
from autograder.bundle.one_student import HostResult
from autograder.bundle.words import (
    LEVEL_WORDS,
    NOT_YOUR_FAULT,
    TELL_SOMEBODY,
    ExerciseResult,
    exercise_results,
    student_text,
)
from autograder.submission.remark import texts

# What the runner takes for a command wherever it is printed, in the old form and the new one.
_COMMAND = re.compile(r"::|##\[")


class GitHubClassroom:
    """See :class:`autograder.bundle.layout.Host`; the root is the student's repository."""

    crowded = True
    public = True

    def inside(self, request: BundleRequest) -> str:
        """See :meth:`Host.inside`; ``grader`` becomes the private repository."""
        return "grader/grader"

    def files(self, request: BundleRequest) -> list[BundleFile]:
        """See :meth:`Host.files`: what goes into the template of students' repositories."""
        workflow = filled_template("classroom.yml", request)
        return [
            BundleFile("template/.github/workflows/classroom.yml", workflow),
            BundleFile("grader/grade.sh", filled_template("grade.sh", request), executable=True),
        ]

    def folder(self, root: Path) -> Path:
        """See :meth:`Host.folder`."""
        return root

    def report(self, root: Path, found: HostResult, version: str) -> int:
        """See :meth:`Host.report`: the result is handed over, and told in the job's summary.

        A fault of ours hands nothing over: the step fails, and no points are reported.
        """
        if found.is_fault:
            print(f"::error title=Not graded::{NOT_YOUR_FAULT} {TELL_SOMEBODY}")
            print(inert("\n".join(texts(found.result.remarks))))
            return 1
        text = inert(_as_text(found))
        # Whatever stands in it, the runner obeys nothing until it reads this word again.
        word = secrets.token_hex(16)
        print(f"::stop-commands::{word}\n{text}\n::{word}::")
        _append("GITHUB_STEP_SUMMARY", _fenced(text))
        handed = base64.b64encode(json.dumps(classroom_result(found)).encode()).decode()
        _append("GITHUB_OUTPUT", f"result={handed}\n")
        return 0


def classroom_result(host: HostResult) -> dict[str, Any]:
    """What a grading step hands to the reporter: one test for each exercise, with its points."""
    results = exercise_results(host) if host.is_graded else []
    tests = [
        {
            "name": inert(one.name),
            "status": "pass" if one.passed else "fail",
            "score": one.score,
            "message": None if one.passed else inert(one.text),
            "test_code": "",
            "filename": "",
            "line_no": 0,
            "duration": 0,
        }
        for one in results
    ]
    most = sum(one.points for one in host.exercises)
    if not host.is_graded:
        tests = [_nothing_to_grade(host)]
    passed = all(test["status"] == "pass" for test in tests)
    return {"version": 1, "status": "pass" if passed else "fail", "max_score": most, "tests": tests}


def _nothing_to_grade(host: HostResult) -> dict[str, Any]:
    return {
        "name": "The notebook", "status": "fail", "score": 0, "message": inert(student_text(host)),
        "test_code": "", "filename": "", "line_no": 0, "duration": 0,
    }  # fmt: skip


def inert(text: str) -> str:
    """The text without what GitHub's runner would obey: a mark that shows as nothing is put in.

    A student's exception could read ``::notice title=Autograding report::``, and a report of
    full points would stand in the log.
    """
    return _COMMAND.sub(lambda found: found.group()[0] + "\u200b" + found.group()[1:], text)


def _as_text(host: HostResult) -> str:
    parts = [student_text(host)]
    if host.is_graded:
        parts += map(_line, exercise_results(host))
    if host.level:
        parts.append(LEVEL_WORDS[host.level])
    return "\n\n".join(parts)


def _line(one: ExerciseResult) -> str:
    sign = "✓" if one.passed else "→"
    head = f"{sign} {one.name}  {one.score:g}/{one.most:g}"
    return head if one.passed else f"{head}\n{_indented(one.text)}"


def _fenced(text: str) -> str:
    """The text as a block of code, which Markdown leaves alone."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}\n"


def _append(name: str, text: str) -> None:
    """Add to the file that GitHub names in a variable; anywhere else there is none."""
    if path := os.environ.get(name):
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
