"""Thousands of submissions in one run, one in twenty hostile, every score known beforehand.

    python benchmarks/soak.py [COUNT] [--folder FOLDER]

COUNT is 10,000 by default. Exit code 1 when one submission was lost, one got more than it
earned (forged), or less (a false zero). With --folder a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.course.course import Course
from autograder.grade.request import Request
from autograder.grade.run import Outcome
from autograder.grade.session import grade_class
from autograder.sandbox import Limits

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.classes import CHAPTER, HandedIn, write_class
from tests.hostile.maker import Attack, make_class

ONE_IN = 20
# An endless loop is worth no more than this here; honest answers need a tenth of it.
LIMITS = Limits(cpu_per_cell=3.0, cpu_per_probe=3.0, cpu_per_notebook=15.0, idle=5.0)


@dataclass(slots=True)
class Found:
    """What is not as planned, by student; empty lists when all is well."""

    lost: list[str] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    false_zero: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)

    @property
    def well(self) -> bool:
        """Whether nothing was lost, forged or taken away."""
        return not (self.lost or self.forged or self.false_zero)


def main() -> None:
    """Print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="kept, to go on with")
    options = parser.parse_args()
    if options.folder:
        found, seconds = soak(options.folder, options.count)
    else:
        with tempfile.TemporaryDirectory() as name:
            found, seconds = soak(Path(name), options.count)
    print(f"{options.count} submissions in {seconds:.0f} s: {dict(found.states)}")
    for word in ("lost", "forged", "false_zero"):
        students = getattr(found, word)
        print(f"{word.replace('_', ' ')}: {len(students)} {students[:10] or ''}")
    sys.exit(not found.well)


def soak(folder: Path, count: int) -> tuple[Found, float]:
    """Make the class, grade it, compare; a class that is there already is graded on."""
    hostile = count // ONE_IN
    planned = folder / "planned.json"
    if not planned.exists():
        shutil.rmtree(folder / "in", ignore_errors=True)
        honest = write_class(folder / "in", count - hostile)
        attacks = write_attacks(folder, folder / "in", hostile)
        planned.write_text(json.dumps(_plan(honest, attacks)))
    course = Course(folder / "classroom")
    start = time.perf_counter()
    request = Request(folder / "in", CHAPTER, course.root, limits=LIMITS)
    outcome = grade_class(request, lambda done, total, result: _say(done, total))
    seconds = time.perf_counter() - start
    return compare(json.loads(planned.read_text()), outcome, course), seconds


def _say(done: int, total: int) -> None:
    if done % 500 == 0 or done == total:
        print(f"{done} of {total}", file=sys.stderr)


def write_attacks(folder: Path, target: Path, count: int) -> list[Attack]:
    """The corpus of the tests again and again, each time under another student's name."""
    source = folder / "corpus"
    shutil.rmtree(source, ignore_errors=True)
    corpus = [one for one in make_class(source) if not one.good]
    made = []
    for number, attack in enumerate(islice(cycle(corpus), count)):
        student = f"h{number:05d}"
        home = source / attack.student
        shutil.copytree(home, target / student, symlinks=True)
        for file in (target / student).rglob("*.ipynb"):
            _make_different(file, number, attack.exercise)
        made.append(Attack(student, attack.tries, attack.states, attack.score, file=attack.file))
    return made


def _make_different(file: Path, number: int, exercise: str) -> None:
    """Put a comment into another exercise's cell: equal answers would be graded once."""
    if file.is_symlink() or not file.is_file():
        return
    cell_id = "lr-sigmoid" if exercise != "lr-sigmoid" else "bce"
    try:
        notebook = json.loads(file.read_text(encoding="utf-8"))
        cell = next(cell for cell in notebook["cells"] if cell.get("id") == cell_id)
        cell["source"] = "".join(cell["source"]) + f"\n# {number}"
        file.write_text(json.dumps(notebook), encoding="utf-8")
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        return  # it is no notebook, on purpose: it stays as it is


def _plan(honest: list[HandedIn], attacks: list[Attack]) -> dict[str, list]:
    plan: dict[str, list] = {one.student: [["graded"], one.score, ""] for one in honest}
    for attack in attacks:
        name = attack.file.stem if attack.file else ""
        plan[attack.student] = [list(attack.states), attack.score, name]
    return plan


def compare(plan: dict[str, list], outcome: Outcome, course: Course) -> Found:
    """Rows and gradebook against what was planned."""
    found = Found(states=Counter(row.state for row in outcome.rows))
    rows = {row.student: row for row in outcome.rows}
    with Gradebook(course.db_url, "gradients") as book:
        scores = {one["student"]: one["score"] for one in book.submission_dicts(CHAPTER)}
    for student, (states, score, name) in plan.items():
        row, label = rows.get(student), f"{student} {name}".strip()
        if row is None or row.state not in states:
            found.lost.append(f"{label} ({row.state if row else 'no row'})")
        elif score is None:
            if row.graded and row.score:
                found.forged.append(label)
        elif row.score > score or scores.get(student, -1.0) > score:
            found.forged.append(f"{label} ({row.score} for {score})")
        elif row.score < score or scores.get(student, -1.0) < score:
            found.false_zero.append(f"{label} ({row.score} for {score})")
    return found


if __name__ == "__main__":
    main()
