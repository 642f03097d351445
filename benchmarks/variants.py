"""What hidden cases of each student's own cost: python benchmarks/variants.py [COUNT] [CHAPTER …].

Grades COUNT submissions (12 by default) of each chapter in turns, by the course's hidden cases and
by cases of their own; every second one has a known mistake. Both begin with what a course has after
its first run: its keys kept, the sandbox warm. Prints for each chapter the milliseconds of both,
the ratio, and what of it is drawing the cases and asking the right answer.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from autograder.catalogue import CHAPTERS, chapter_of
from autograder.catalogue.own_draw import one_draw
from autograder.course.course import open_course
from autograder.course.hidden_keys import hidden_keys, seed_of
from autograder.course.secret import draw_of
from autograder.demo.answers import answers, released_stubs
from autograder.demo.files import fill, notebook_bytes
from autograder.grade.examiner import Examiner
from autograder.submission.result import Submission

SECRET = "a secret for measuring"


def main() -> None:
    """Print the figures."""
    words = sys.argv[1:]
    count = int(words.pop(0)) if words and words[0].isdecimal() else 12
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        course = open_course(Path(folder) / "course")
        for chapter in words or CHAPTERS:
            shared, own = measured(chapter, course.root, count)
            ratios.append(own / shared)
            print(
                f"{chapter:24} {shared * 1000:5.0f} ms a submission, {own * 1000:5.0f} ms with "
                f"cases of its own: ratio {own / shared:.2f}; drawing takes "
                f"{drawing(chapter) * 1000:.0f} ms",
                flush=True,
            )
    print(f"ratio over all chapters: {statistics.mean(ratios):.2f}")


def measured(chapter: str, course: Path, count: int) -> tuple[float, float]:
    """Seconds of a submission, median, by the course's cases and by its own."""
    for entry in chapter_of(chapter):
        hidden_keys(entry, SECRET, course)
    examiners = [Examiner(chapter, SECRET, course=course, variants=own) for own in (False, True)]
    times: tuple[list[float], list[float]] = ([], [])
    try:
        for number, data in enumerate(class_of(chapter, count + 2)):
            student = f"s{number}"
            for examiner, found, draw in zip(
                examiners, times, ("", draw_of(SECRET, student)), strict=True
            ):
                begun = time.perf_counter()
                result = examiner.grade_bytes(Submission(student, chapter, draw=draw), data)
                if number > 1:  # the first right and the first wrong one warm it
                    found.append(time.perf_counter() - begun)
                assert result.state != "grader_fault", result.flags
    finally:
        for examiner in examiners:
            examiner.close()
    shared, own = (statistics.median(found) for found in times)
    return shared, own


def class_of(chapter: str, count: int) -> Iterator[bytes]:
    """Submissions of right answers, every second with a known mistake."""
    found, notebook = answers(chapter), released_stubs(chapter)
    right = {name: exercise.own.text for name, exercise in found.items()}
    turns = cycle([one for exercise in found.values() for one in exercise.wrong[:2]])
    for number in range(count):
        texts = dict(right)
        if number % 2:
            wrong = next(turns)
            texts[wrong.exercise] = wrong.text
        yield notebook_bytes(fill(notebook, texts))


def drawing(chapter: str) -> float:
    """Seconds to draw one student's cases of a chapter, with what right answers give."""
    times = []
    for number in range(10):
        begun = time.perf_counter()
        for entry in chapter_of(chapter):
            one_draw(entry, seed_of(entry.id, draw_of(SECRET, f"s{number}")))
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


if __name__ == "__main__":
    main()
