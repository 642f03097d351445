"""The first result: one notebook, from the command to the mark.

    python benchmarks/first.py [--pairs 5]

Grades one submission to chapter 4 by `autograder grade`, with kept keys and from an empty course
folder; by `nbgrader autograde`, which uses this engine in a course folder of ours; by
formgrader's button, in a server that runs already; and by stock `nbgrader autograde`. Judges one
answer by `autograder judge`. Each in turn, so that a machine with other work is as slow for all.
Prints the medians and, of the pairs, ours over stock's.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import textwrap
from collections import defaultdict
from pathlib import Path

from autograder.course.course import Course, ensure_assignment, open_course

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.classes import CHAPTER, HandedIn, submissions
from benchmarks.grading import stock_course, stock_seconds
from benchmarks.measure import MIB, Measured, run

ANSWER = (
    "def bce(yhat, y):\n    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).sum()\n"
)
STOCK = "stock nbgrader autograde"
# A server that has graded nothing yet, and the button's own call.
BUTTON = """\
    import sys, time
    from nbgrader.apps import NbGraderAPI
    from nbgrader.apps.nbgraderapp import NbGraderApp

    def main():
        app = NbGraderApp()
        app.initialize([])
        api = NbGraderAPI(config=app.config)
        start = time.perf_counter()
        answer = api.autograde(sys.argv[1], sys.argv[2], force=True)
        print(time.perf_counter() - start)
        print(answer["log"], file=sys.stderr)
        return 0 if answer["success"] else 1

    if __name__ == "__main__":
        sys.exit(main())
"""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5, help="how often each is measured")
    pairs = parser.parse_args().pairs
    took: defaultdict[str, list[float]] = defaultdict(list)
    memory = 0
    with tempfile.TemporaryDirectory() as name:
        ways = Ways(Path(name))
        for number, one in enumerate(submissions(pairs + 1)):
            stock = stock_seconds(ways.stock, one)
            measured = ways.measure(one)
            if not number:  # it compiles what is imported, and makes the keys
                continue
            took[STOCK].append(stock)
            for way, result in measured.items():
                took[way].append(result.seconds)
                memory = max(memory, result.supervisor) if way.startswith("grade") else memory
    for way, seconds in took.items():
        ratio = statistics.median(a / b for a, b in zip(seconds, took[STOCK], strict=True))
        middle = statistics.median(seconds)
        print(f"{way}: {middle:.1f} s, {ratio:.2f} of stock's (median of {pairs})")
    print(f"peak memory of the process that was called: {memory / MIB:.0f} MB")


class Ways:
    """The course folders that are graded in, and one call of each way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stock = stock_course(folder / "stock")
        self.kept = open_course(folder / "kept")
        ensure_assignment(self.kept, CHAPTER)
        self.button = folder / "button.py"
        self.button.write_text(textwrap.dedent(BUTTON), encoding="utf-8")
        self.answer = folder / "answer.py"
        self.answer.write_text(ANSWER, encoding="utf-8")

    def measure(self, one: HandedIn) -> dict[str, Measured]:
        """What each way takes."""
        file = self.folder / f"in-{one.student}" / one.student / f"{CHAPTER}.ipynb"
        file.parent.mkdir(parents=True)
        file.write_bytes(one.data)
        empty = Course(self.folder / f"empty-{one.student}")
        done = {
            "grade, keys kept": self._grade(file, self.kept),
            "grade, empty course": self._grade(file, empty),
            "judge, one answer": run(["-m", "autograder", "judge", "bce", str(self.answer)]),
            "nbgrader autograde": self._autograde(self._handed_in(one, "command")),
            "formgrader's button": self._pressed(self._handed_in(one, "button")),
        }
        for way, measured in done.items():
            if measured.returncode not in (0, 1) or (measured.returncode and "grade," not in way):
                sys.exit(f"{way} ended with {measured.returncode}:\n{measured.stderr[-3000:]}")
        return done

    def _handed_in(self, one: HandedIn, way: str) -> str:
        """Somebody else, whose answers are not equal to any that were graded before."""
        student = f"{one.student}-{way}"
        file = self.kept.root / "submitted" / student / CHAPTER / f"{CHAPTER}.ipynb"
        file.parent.mkdir(parents=True)
        file.write_bytes(one.data.replace(one.student.encode(), student.encode()))
        return student

    def _grade(self, file: Path, course: Course) -> Measured:
        words = [
            "grade",
            str(file.parent.parent),
            "--chapter",
            CHAPTER,
            "--course",
            str(course.root),
        ]
        return run(["-m", "autograder", *words, "--regrade", "--quiet"])

    def _autograde(self, student: str) -> Measured:
        words = ["autograde", CHAPTER, "--student", student, "--force"]
        return run(["-m", "nbgrader", *words], self.kept.root)

    def _pressed(self, student: str) -> Measured:
        measured = run([str(self.button), CHAPTER, student], self.kept.root)
        if measured.returncode:
            return measured
        seconds = float(measured.stdout.split()[0])
        return Measured(seconds, measured.supervisor, measured.worker, 0, "", measured.stderr)


if __name__ == "__main__":
    main()
