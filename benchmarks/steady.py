"""Where the milliseconds of one further submission go: python benchmarks/steady.py [COUNT].

Grades COUNT submissions (60 by default) to chapter 4, one after the other and no two alike, as a
grading process and the process that writes down do it, and prints the CPU time of each part for
one submission, in milliseconds: start-up apart, and waiting apart, so that a machine with other
work says nearly the same. Then the same without the search for places.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is loaded

from autograder.course.course import Course, ensure_assignment, open_course
from autograder.course.gradebook import GradebookWriter
from autograder.course.hand_marks import HandMarks
from autograder.course.journal import JournalEntry, JournalWriter
from autograder.grade.context import answer_key, grading_context
from autograder.grade.examiner import Examiner
from autograder.grade.session import publish
from autograder.sandbox import Limits
from autograder.submission.result import Result, Submission
from benchmarks.classes import CHAPTER, HandedIn, submissions
from benchmarks.measure import family

UNCOUNTED = 3  # submissions before the first that counts: the worker warms up with the second
_TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for title, limits in (("", Limits()), (" without the search", Limits(search_cpu=0.0))):
        with tempfile.TemporaryDirectory() as name:
            parts = spent(Path(name), count, limits)
        print(f"one further submission{title}: {sum(parts.values()):.1f} ms of a core")
        for part, used in parts.items():
            print(f"  {used:6.1f} ms  {part}")


def spent(folder: Path, count: int, limits: Limits) -> Counter[str]:
    """CPU milliseconds for one of so many submissions, by part."""
    course = open_course(folder)
    ensure_assignment(course, CHAPTER)
    examiner = Examiner(CHAPTER, course.secret(), limits=limits)
    exercises = {name: judged.exercise for name, judged in examiner.judged.items()}
    context = grading_context(CHAPTER, course.secret(), limits, course.root)
    hands = HandMarks(course.hand_path(CHAPTER))
    parts: Counter[str] = Counter()
    with (
        GradebookWriter(course.db_url, exercises) as gradebook,
        JournalWriter(course.journal_path(CHAPTER)) as journal,
    ):
        for number, one in enumerate(submissions(count + UNCOUNTED)):
            if number == UNCOUNTED:
                parts.clear()
                before = below()
            submission = handed_in(course, one)
            begun = time.process_time()
            answer_key(context, submission, course.root)
            keyed = time.process_time()
            result = examiner.grade(submission, course.root)
            graded = time.process_time()
            journal.append([(entry(result), result)])
            publish(result, course, gradebook, list(exercises.values()), hands)
            parts["the key of what it runs (a grading process)"] += keyed - begun
            parts["rebuilding, asking, judging (a grading process)"] += graded - keyed
            parts["journal, gradebook, notebook, page (the main process)"] += (
                time.process_time() - graded
            )
            parts["the student's own cells and probes (sandbox)"] += result.cpu_seconds
        mine, own = below() - before, parts["the student's own cells and probes (sandbox)"]
    examiner.close()
    parts["forks, namespaces, searches (sandbox)"] = mine - own
    return Counter({part: used * 1000 / count for part, used in parts.items()})


def handed_in(course: Course, one: HandedIn) -> Submission:
    """The submission as the collector leaves it."""
    path = course.root / "submitted" / one.student / CHAPTER / f"{CHAPTER}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(one.data)
    return Submission(one.student, CHAPTER, file=str(path.relative_to(course.root)))


def entry(result: Result) -> JournalEntry:
    """A line's head, as long as a real one."""
    digest = "0" * 32
    student = result.submission.student
    return JournalEntry(student, digest, digest, digest, digest, result.state, "0" * 12)


def below() -> float:
    """CPU seconds of the processes below this one, and of those that they have waited for."""
    total = 0.0
    for pid in family(os.getpid()) - {os.getpid()}:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15])) / _TICK
    return total


if __name__ == "__main__":
    main()
