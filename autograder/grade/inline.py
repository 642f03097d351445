"""Inline hidden tests: an instructor's own asserts in a hidden region, as nbgrader has them.

Beside the line ``hidden("lr-backward")`` a hidden region may hold any code. It runs in the
student's process, behind the notebook's cells: what is in it can be read and fooled there,
which sealed judging cannot. So a test that fails is told as a remark, and costs nothing,
unless the region says so itself, by the comment ``# counts``: then the exercise earns
nothing, as under nbgrader.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.files.paths import SOLUTIONS
from autograder.sandbox import CellJob, Run
from autograder.submission.remark import Remark
from course_utils.core.exercise import Exercise
from course_utils.core.verdict import Verdict, unjudged
from course_utils.texts import say

_REGION = re.compile(
    r"^[ \t]*### BEGIN HIDDEN TESTS[^\n]*\n(.*?)^[ \t]*### END HIDDEN TESTS",
    re.MULTILINE | re.DOTALL,
)
_SEALED = re.compile(r"""^\s*hidden\(["']([a-z0-9-]+)["']\)\s*$""", re.MULTILINE)
_IMPORT = re.compile(r"^\s*from autograder import hidden\s*$", re.MULTILINE)
_COUNTS = re.compile(r"^\s*#\s*counts\s*$", re.MULTILINE)
_PREFIX = "inline-"


@dataclass(frozen=True, slots=True)
class InlineTest:
    """The code of one hidden region, without its ``hidden(...)`` line."""

    exercise: str
    source: str
    counts: bool

    @property
    def job(self) -> CellJob:
        """What the worker is asked to run."""
        return CellJob(_PREFIX + self.exercise, self.source)


def inline_tests(chapter: str) -> tuple[InlineTest, ...]:
    """The inline tests of a chapter's source; none when the source is not here."""
    path = SOLUTIONS / f"{chapter}.py"
    return tuple(_tests(path.read_text(encoding="utf-8"))) if path.exists() else ()


def _tests(text: str) -> Iterator[InlineTest]:
    for region in _REGION.findall(text):
        sealed = _SEALED.search(region)
        code = region
        for pattern in (_SEALED, _IMPORT, _COUNTS):
            code = pattern.sub("", code)
        code = textwrap.dedent(code).strip()
        if sealed and code:
            yield InlineTest(sealed.group(1), code, bool(_COUNTS.search(region)))


def with_inline(
    tests: tuple[InlineTest, ...],
    run: Run,
    verdicts: Mapping[str, Verdict],
    exercises: Mapping[str, Exercise],
) -> tuple[dict[str, Verdict], list[Remark]]:
    """The verdicts after the inline tests, and a remark on each that did not pass."""
    after = dict(verdicts)
    remarks: list[Remark] = []
    outcomes = {outcome.id: outcome for outcome in run.cells}
    for test in tests:
        outcome = outcomes.get(test.job.id)
        if outcome is None or outcome.state == "ok":
            continue
        # The class alone: a message could tell what is hidden.
        what = outcome.raised.kind if outcome.raised else outcome.state
        code = "inline-counts" if test.counts else "inline-failed"
        remarks.append(Remark(code, exercise=test.exercise, error=what))
        if test.counts and after[test.exercise].score:
            note = say("graded.further-test")
            after[test.exercise] = unjudged(exercises[test.exercise], "wrong", note)
    return after, remarks
