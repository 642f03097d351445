"""How long a student waits: the import, a first check, every further one.

    python benchmarks/checks.py

Prints ratios and medians of one run. Each number of the first table comes from
fresh interpreters, so that nothing is warm that would not be warm for a student. A check
counts until its card is there; the search for the place goes on from then.
"""

from __future__ import annotations

import contextlib
import io
import os
import statistics
import subprocess
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

_IMPORT = "import time; t = time.perf_counter(); import {what}; print(time.perf_counter() - t)"
_FIRST = """
import contextlib, time, torch
from torch import nn
from benchmarks.checks import Page
from course_utils import check
{definition}
with contextlib.redirect_stdout(Page()) as page:
    check("bce", bce)
print("SECONDS", page.seconds)
"""
_BCE = "def bce(yhat, y): return (yhat - y).mean()"


class Page(io.StringIO):
    """Where a card is written, and after how long."""

    def __init__(self) -> None:
        """Count from now on."""
        super().__init__()
        self._begun = time.perf_counter()
        self.seconds = 0.0

    def write(self, text: str) -> int:
        """Take the text; the first one is the card."""
        self.seconds = self.seconds or time.perf_counter() - self._begun
        return super().write(text)


def fresh(code: str, runs: int = 5) -> float:
    """The median of what the code prints last, each time in a new interpreter; seconds."""
    found = []
    for _ in range(runs):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        found.append(float(done.stdout.split()[-1]))
    return statistics.median(found)


def main() -> None:
    """Print the figures."""
    torch_alone = fresh(_IMPORT.format(what="torch"))
    both = fresh(
        "import time, torch; t = time.perf_counter(); import course_utils; "
        "from course_utils import check, hint, demo, progress; print(time.perf_counter() - t)"
    )
    print(f"import torch: {torch_alone:.2f} s; import course_utils adds {both * 1000:.0f} ms "
          f"({both / torch_alone:.1%} of it)")  # fmt: skip
    print(f"first check of a session: {fresh(_FIRST.format(definition=_BCE)) * 1000:.0f} ms\n")

    from autograder.catalogue import catalogue
    from course_utils import check

    print(f"{'exercise':22} {'right':>9} {'wrong, median':>14} {'wrong, worst':>13}")
    for entry in catalogue().values():
        assert entry.right is not None
        right = _median(check, entry.id, entry.right.obj)
        wrong = [_median(check, entry.id, one.obj, 3) for _, one in entry.wrong]
        print(
            f"{entry.id:22} {right * 1000:6.1f} ms {statistics.median(wrong) * 1000:11.1f} ms "
            f"{max(wrong) * 1000:10.1f} ms"
        )


def _median(check, exercise_id: str, obj: object, runs: int = 9) -> float:
    times = []
    for _ in range(runs):
        with contextlib.redirect_stdout(Page()) as page:
            check(exercise_id, obj)
        times.append(page.seconds)
    return statistics.median(times)


if __name__ == "__main__":
    os.chdir(os.environ.get("TMPDIR", "/tmp"))  # the progress file is nobody's
    main()
