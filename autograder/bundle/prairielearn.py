"""PrairieLearn: a question whose submissions an external grader grades.

By PrairieLearn's "External grading" (docs.prairielearn.com) and its element
``pl-external-grader-results``. The entry point is started by root in a container without a
network, with the question's ``tests/`` in /grade/tests and the student's files in /grade/student.
"""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from autograder.bundle.layout import (
    BundleFile,
    BundleRequest,
    constraints,
    filled_template,
    requirements,
)
from autograder.bundle.one_student import HostResult
from autograder.bundle.words import (
    NOT_YOUR_FAULT,
    TELL_SOMEBODY,
    exercise_results,
    format_errors,
    instructor_text,
    student_text,
)
from autograder.collect.contents import chapter_title
from autograder.files.atomic import write_atomic
from autograder.files.paths import repository

LIMIT = 1_000_000  # bytes of results.json: more than 1 MB is refused
_CUT = 20_000  # characters of one exercise's text where the whole would be too long
_SECONDS = 600  # the longest that PrairieLearn waits


class PrairieLearn:
    """See :class:`autograder.bundle.layout.Host`; the root is /grade."""

    crowded = False
    public = False

    def inside(self, request: BundleRequest) -> str:
        """See :meth:`Host.inside`; it comes to /grade/tests/grader."""
        return f"questions/{question_name(request)}/tests/grader"

    def files(self, request: BundleRequest) -> list[BundleFile]:
        """See :meth:`Host.files`: the question, and what its image is made of."""
        question = f"questions/{question_name(request)}"
        info = json.dumps(question_info(request), indent=4, ensure_ascii=False) + "\n"
        run = filled_template("run.sh", request)
        return [
            BundleFile(f"{question}/info.json", info),
            BundleFile(f"{question}/question.html", filled_template("question.html", request)),
            BundleFile(f"{question}/tests/run.sh", run, executable=True),
            BundleFile("image/Dockerfile", filled_template("Dockerfile", request)),
            BundleFile("image/requirements.txt", requirements()),
            BundleFile("image/constraints.txt", constraints()),
        ]

    def folder(self, root: Path) -> Path:
        """See :meth:`Host.folder`."""
        return root / "student"

    def report(self, root: Path, found: HostResult, version: str) -> int:
        """See :meth:`Host.report`.

        What is printed goes into the grading job's log, which course staff alone can read. The
        exit code is 0 for a fault of ours, too: else what we say of it would not be read.
        """
        print(instructor_text(found, version=version))
        text = json.dumps(prairielearn_results(found), ensure_ascii=False)
        write_atomic(root / "results" / "results.json", text)
        return 0


def question_name(request: BundleRequest) -> str:
    """The question's folder below ``questions/``."""
    return f"workbook-{request.chapter.replace('_', '-')}"


def question_info(request: BundleRequest) -> dict[str, Any]:
    """The content of ``info.json``; the question stays the same one in every bundle."""
    name = f"{repository()}/{question_name(request)}"
    return {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        "title": f"Workbook: {chapter_title(request.chapter)}",
        "topic": "PyTorch",
        "tags": ["code"],
        "type": "v3",
        "singleVariant": True,
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": request.image,
            "entrypoint": "/grade/tests/run.sh",
            "timeout": _SECONDS,
            "enableNetworking": False,
        },
    }


def prairielearn_results(host: HostResult) -> dict[str, Any]:
    """The content of ``results.json``; of what is not gradable no attempt is taken."""
    if host.is_fault:
        return {"gradable": False, "message": TELL_SOMEBODY, "format_errors": [NOT_YOUR_FAULT]}
    if not host.is_graded:
        return {"gradable": False, "format_errors": format_errors(host)}
    found = _graded(host, None)
    too_long = len(json.dumps(found, ensure_ascii=False).encode()) > LIMIT
    return _graded(host, _CUT) if too_long else found


def _graded(host: HostResult, cut: int | None) -> dict[str, Any]:
    result = host.result
    return {
        "gradable": True,
        "score": round(result.score / result.max_score, 6) if result.max_score else 0.0,
        "message": student_text(host),
        "tests": [
            {
                "name": one.name,
                "points": one.score,
                "max_points": one.most,
                "message": one.text[:cut],
            }
            for one in exercise_results(host)
        ],
    }
