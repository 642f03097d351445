"""The same class graded twice: by stock nbgrader and by this project's engine.

    python benchmarks/grading.py [--sizes 10,100,1000] [--stock 4]

Makes classes of right and wrong submissions to chapter 4, no two alike, and grades each with
`autograder grade`: sandbox, sealed judging, journal, gradebook and feedback pages included,
from an empty course folder. A few of them are graded with stock `nbgrader autograde` too,
whose kernel runs the hidden regions itself; half of these before and half after, so that a
machine with other work is as slow for both. Prints, among others, the lines

    ratio: N            core seconds of a submission, stock's over ours, in the largest class
    overhead: N ms      wall time of a notebook beyond its own CPU time, median, start-up apart
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from autograder.course.course import Course, ensure_assignment, open_course
from autograder.course.gradebook import GradebookWriter
from autograder.execute.local import cores
from autograder.grade.examiner import Examiner
from autograder.grade.session import publish
from autograder.sandbox import CellJob, Limits, Sandbox
from autograder.submission.result import Submission

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.classes import CHAPTER, HandedIn, submissions, write_class
from benchmarks.measure import MIB, Measured, run

ALONE = 40  # notebooks that are graded one by one, for the overhead


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="10,100,1000", help="class sizes")
    parser.add_argument("--stock", type=int, default=4, help="submissions for stock nbgrader")
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.sizes.split(","))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few = list(submissions(options.stock))
        stock = stock_course(folder / "stock")
        times = [stock_seconds(stock, one) for one in few[: len(few) // 2]]
        count, grown = cores(), {}
        for size in sizes:
            grown[size] = ours(folder / f"class-{size}", size)
        demos = demo_cells(folder / "alone")
        times += [stock_seconds(stock, one) for one in few[len(few) // 2 :]]
        without = stock_seconds(stock, few[0], demos=False)
        theirs, agree = statistics.median(times), agreeing(stock, few)
    each = {size: measured.seconds * count / size for size, measured in grown.items()}
    growth(grown, each, count)
    print(f"stock nbgrader: {theirs:.1f} s a submission on one core (median of {len(times)}); "
          f"{without:.1f} s with its demo cells taken out")  # fmt: skip
    print(f"demo cells here: not run in grading; they would cost {demos:.1f} s a submission")
    print(f"stock's marks are the planned ones: {agree} of {len(few)}")
    print(f"ratio: {theirs / each[sizes[-1]]:.0f}")
    print(f"ratio without demo cells on either side: {without / each[sizes[-1]]:.0f}")


def growth(grown: dict[int, Measured], each: dict[int, float], cores: int) -> None:
    """Time and memory by the size of the class."""
    for size, measured in grown.items():
        memory = f"{measured.supervisor / MIB:.0f} MB, worker {measured.worker / MIB:.0f} MB"
        print(f"{size:5d} submissions: {measured.seconds:6.1f} s on {cores} cores, "
              f"{each[size] * 1000:5.0f} ms of a core each; peak memory: "
              f"supervisor {memory}")  # fmt: skip
    sizes = sorted(grown)
    for small, large in pairwise(sizes):
        more = (grown[large].seconds - grown[small].seconds) * cores / (large - small)
        print(f"  from {small} to {large}: {more * 1000:.0f} ms of a core for each one more")


def ours(folder: Path, size: int) -> Measured:
    """Grade a class with the real command; every score has to be the planned one."""
    planned = write_class(folder / "in", size)
    course = Course(folder / "classroom")
    words = ["grade", str(folder / "in"), "--chapter", CHAPTER, "--course", str(course.root)]
    measured = run(["-m", "autograder", *words, "--quiet"])
    if measured.returncode:
        sys.exit(f"autograder grade ended with {measured.returncode}:\n{measured.stderr}")
    with Gradebook(course.db_url, "gradients") as book:
        scores = {row["student"]: row["score"] for row in book.submission_dicts(CHAPTER)}
    wrong = [one.student for one in planned if scores.get(one.student) != one.score]
    if wrong:
        sys.exit(f"not the planned score: {', '.join(wrong[:10])}")
    shutil.rmtree(folder)
    return measured


def demo_cells(folder: Path) -> float:
    """Print the overhead of single notebooks; the seconds that the demo cells would add."""
    course = open_course(folder)
    ensure_assignment(course, CHAPTER)
    examiner = Examiner(CHAPTER, course.secret())
    exercises = {name: judged.exercise for name, judged in examiner.judged.items()}
    ones = list(submissions(ALONE + 1))
    over, own = [], []
    with GradebookWriter(course.db_url, exercises) as gradebook:
        for number, one in enumerate(ones):
            start = time.perf_counter()
            result = examiner.grade_bytes(Submission(one.student, CHAPTER), one.data)
            publish(result, course, gradebook, list(exercises.values()))
            if number:  # the first one starts the sandbox
                over.append(time.perf_counter() - start - result.cpu_seconds)
                own.append(result.cpu_seconds)
    print(f"overhead: {statistics.median(over) * 1000:.0f} ms")
    print(f"the notebook's own CPU time: {statistics.median(own) * 1000:.0f} ms (median)")
    examiner.close()
    return cost_of_demos(ones[0])


def cost_of_demos(one: HandedIn) -> float:
    """CPU seconds that the demo cells take in the same sandbox, run as the others are."""
    cells = [cell for cell in nbformat.reads(one.data.decode(), 4).cells if runs(cell)]
    few = [cell for cell in cells if "demo" not in cell.metadata.get("tags", ())]
    limits = Limits(cpu_per_cell=120.0, cpu_per_notebook=600.0)
    with Sandbox(limits) as sandbox:
        with_demos, without = (
            sandbox.run([CellJob(cell.id, cell.source) for cell in some], []).cpu_seconds
            for some in (cells, few)
        )
    return with_demos - without


def runs(cell: nbformat.NotebookNode) -> bool:
    """Whether it is a cell of code that needs no network and is no check."""
    return cell.cell_type == "code" and cell.id != "colab-setup" and "check(" not in cell.source


def stock_course(folder: Path) -> Course:
    """A course folder whose settings leave autograding as nbgrader has it."""
    course = open_course(folder)
    ensure_assignment(course, CHAPTER)
    config = folder / "nbgrader_config.py"
    text = config.read_text()
    config.write_text(text[: text.index("# `nbgrader autograde` and")])
    return course


def stock_seconds(course: Course, one: HandedIn, *, demos: bool = True) -> float:
    """Wall seconds of stock `nbgrader autograde` for one submission."""
    student = one.student if demos else f"{one.student}-without"
    target = course.root / "submitted" / student / CHAPTER / f"{CHAPTER}.ipynb"
    target.parent.mkdir(parents=True)
    notebook = nbformat.reads(one.data.decode(), as_version=4)
    if not demos:
        kept = [cell for cell in notebook.cells if "demo" not in cell.metadata.get("tags", ())]
        notebook.cells = kept
    target.write_text(nbformat.writes(notebook))
    measured = run(["-m", "nbgrader", "autograde", CHAPTER, "--student", student], course.root)
    if measured.returncode:
        sys.exit(f"nbgrader ended with {measured.returncode}:\n{measured.stderr[-3000:]}")
    return measured.seconds


def agreeing(course: Course, few: list[HandedIn]) -> int:
    """How many of stock's marks are the planned ones."""
    with Gradebook(course.db_url, "gradients") as book:
        found = {one.student: book.find_submission(CHAPTER, one.student).score for one in few}
    return sum(found[one.student] == one.score for one in few)


if __name__ == "__main__":
    main()
