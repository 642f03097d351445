"""The same class graded twice: by stock nbgrader and by this project's engine.

    python benchmarks/grading.py [STUDENTS] [STOCK]

Makes a class of STUDENTS (60) right and wrong submissions to chapter 4, grades all of
them with `autograder grade`, and STOCK (4) of them with `nbgrader autograde`, whose
kernel runs the hidden regions itself. Prints both rates per core, and a line `ratio: N`.
Scores are compared: where stock gives partial credit at all, they have to agree.
"""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.demo.sample_class import ROSTER, SUBMISSIONS, make_class
from autograder.grade.course import Course
from autograder.grade.session import Request, grade_class

CHAPTER = "04_logistic_regression"
ORDINARY = ("right", "mistake")


def main() -> None:
    """Print the figures."""
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    stock = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        planned = make_class(folder, CHAPTER, students + 40)
        ordinary = [p for p in planned if p.kind in ORDINARY and p.counts][:students]
        keep(folder, {p.file for p in ordinary}, {p.student for p in ordinary})
        course = Course(folder / "classroom")
        cores = os.cpu_count() or 1
        start = time.perf_counter()
        outcome = grade_class(
            Request(folder / SUBMISSIONS, CHAPTER, course.root, folder / ROSTER), lambda *a: None
        )
        ours = (time.perf_counter() - start) * cores / len(outcome.results)
        theirs, agree = stock_seconds(course, [p.student for p in ordinary[:stock]])
    cpu = statistics.median(result.cpu_seconds for result in outcome.results)
    print(f"{len(outcome.results)} submissions, ours: {ours:.2f} core seconds each, start-up, "
          "sandbox, sealed judging, gradebook and pages included")  # fmt: skip
    print(f"of these the student's own code: {cpu * 1000:.0f} ms (median)")
    print(f"{stock} submissions, stock: {theirs:.1f} s each on one core, demo cells included")
    print(f"full marks agree: {agree} of {stock}")
    print(f"ratio: {theirs / ours:.0f}")


def keep(folder: Path, files: set[str], students: set[str]) -> None:
    """Leave only these members in the zip and on the roster."""
    import zipfile

    source, target = folder / SUBMISSIONS, folder / "kept.zip"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            if member.filename in files:
                new.writestr(member, old.read(member))
    target.replace(source)
    with (folder / ROSTER).open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["id"] in students]
    with (folder / ROSTER).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "name"])
        writer.writeheader()
        writer.writerows(rows)


def stock_seconds(course: Course, students: list[str]) -> tuple[float, int]:
    """Median seconds of `nbgrader autograde` for one submission, and how many marks agree."""
    with Gradebook(course.db_url, "gradients") as book:
        before = {s: book.find_submission(CHAPTER, s).score for s in students}
    copied = course.root.with_name("stock")
    shutil.copytree(course.root, copied)
    times = []
    environment = {**os.environ, "PATH": f"{Path(sys.prefix) / 'bin'}:{os.environ['PATH']}"}
    for student in students:
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "nbgrader", "autograde", CHAPTER, "--student", student,
             "--force"],
            cwd=copied, check=True, capture_output=True, env=environment,
        )  # fmt: skip
        times.append(time.perf_counter() - start)
    with Gradebook(Course(copied).db_url, "gradients") as book:
        after = {s: book.find_submission(CHAPTER, s).score for s in students}
    # A failed visible check ends stock's cell: it knows no partial credit there.
    agree = sum(after[s] == before[s] or after[s] < before[s] < 20 for s in students)
    return statistics.median(times), agree


if __name__ == "__main__":
    main()
