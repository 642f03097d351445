"""Gradescope: a zip with ``setup.sh`` and ``run_autograder`` at its root, and ``results.json``.

By Gradescope's "Autograder Specifications" and "Best Practices"
(gradescope-autograders.readthedocs.io). ``run_autograder`` is started by root in /autograder, in
a container that is for one submission.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder.bundle.layout import BundleFile, BundleRequest, filled_template
from autograder.bundle.one_student import HostResult
from autograder.bundle.words import exercise_results, instructor_text, student_text
from autograder.files.atomic import write_atomic


class Gradescope:
    """See :class:`autograder.bundle.layout.Host`; the root is /autograder."""

    crowded = False
    public = False

    def inside(self, request: BundleRequest) -> str:
        """See :meth:`Host.inside`; it is unpacked in /autograder/source."""
        return "grader"

    def files(self, request: BundleRequest) -> list[BundleFile]:
        """See :meth:`Host.files`."""
        return [
            BundleFile(name, filled_template(name, request), executable=True)
            for name in ("setup.sh", "run_autograder")
        ]

    def folder(self, root: Path) -> Path:
        """See :meth:`Host.folder`."""
        return root / "submission"

    def report(self, root: Path, found: HostResult, version: str) -> int:
        """See :meth:`Host.report`.

        Gradescope shows what is printed to instructors alone, and calls a run without a
        ``results.json`` failed: so a fault of ours has no score, not one of zero.
        """
        print(instructor_text(found, version=version))
        path = root / "results" / "results.json"
        if found.is_fault:
            path.unlink(missing_ok=True)
            return 1
        write_atomic(path, json.dumps(gradescope_results(found), ensure_ascii=False, indent=1))
        return 0


def gradescope_results(host: HostResult) -> dict[str, Any]:
    """The content of ``results.json``; every text is plain, whatever a student wrote."""
    found: dict[str, Any] = {
        "output": student_text(host),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
    }
    if not host.is_graded:
        # Without a test there has to be a score; handing in again is what Gradescope is for.
        return {**found, "score": 0.0, "tests": []}
    found["execution_time"] = round(host.result.cpu_seconds, 1)
    found["tests"] = [
        {
            "name": one.name,
            "number": str(number),
            "score": one.score,
            "max_score": one.most,
            "status": "passed" if one.passed else "failed",
            "output": one.text,
            "visibility": "visible",
        }
        for number, one in enumerate(exercise_results(host), 1)
    ]
    return found
