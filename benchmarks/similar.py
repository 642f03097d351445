"""What looking for answers that are alike costs: python benchmarks/similar.py [SIZE …].

Compares classes of SIZE students (300 and 1,000 by default), each from a journal to the page in a
process of its own: all write by themselves, in code (chapter 4) and in words (chapter 6); all have
the same answer, but for a comment or a closing word; and a tenth of them have. Prints seconds, peak
memory, pairs, groups and the page's size, and how the second size compares with the first.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from autograder.catalogue import chapter_of
from autograder.course.course import Course
from autograder.course.journal import JournalEntry, JournalWriter
from autograder.similar.similar_file import class_likeness, write_similar
from autograder.submission.result import Result, Submission
from benchmarks.measure import MIB, run
from course_utils.core.verdict import Verdict

CODE, WORDS, QUESTION = "04_logistic_regression", "06_paper", "written-answer"
SIZES = (300, 1000)
KINDS = ("different", "a tenth nearly equal", "all nearly equal", "all equal")
_SUBJECTS = [
    "the loss",
    "my curve",
    "AdaGrad",
    "Adam",
    "momentum",
    "a constant rate",
    "the decay",
    "every seed",
]
_VERBS = [
    "ends at",
    "stays near",
    "beats",
    "needs",
    "explains",
    "hides",
    "falls below",
    "repeats",
    "halves",
]
_REST = [
    "what I had expected",
    "twice as many steps",
    "the second run",
    "most of the noise",
    "a tenth of it",
    "the figure of the paper",
    "whatever lambda does",
    "three other seeds",
    "its own average",
    "the rest",
]
_BETWEEN = [
    "here",
    "again",
    "clearly",
    "so far",
    "I think",
    "of course",
    "on average",
    "in my case",
    "roughly",
]
_NAMES = [
    "value",
    "result",
    "total",
    "part",
    "number",
    "rest",
    "first",
    "found",
    "current",
    "other",
]


@dataclass(frozen=True, slots=True)
class SimilarRun:
    """One comparison: CPU seconds, peak bytes, and what came of it."""

    seconds: float
    memory: int
    pairs: int
    groups: int
    page: int


def main() -> None:
    """Print the figures."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(asdict(compared(sys.argv[2], sys.argv[3], int(sys.argv[4])))))
        return
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    for chapter, what in ((CODE, "in code"), (WORDS, "in words")):
        for kind in KINDS:
            found = [in_a_process(chapter, kind, size) for size in sizes]
            for size, one in zip(sizes, found, strict=True):
                print(
                    f"{size:5} answers {what}, {kind}: {one.seconds:.1f} s, "
                    f"{one.memory / MIB:.0f} MiB, {one.pairs} pairs in {one.groups} groups, "
                    f"a page of {one.page / 1000:.0f} kB",
                    flush=True,
                )
            if len(found) > 1:
                print(f"      {sizes[-1] / sizes[0]:.1f} times the students, "
                      f"{found[-1].seconds / found[0].seconds:.1f} times the seconds")  # fmt: skip


def in_a_process(chapter: str, kind: str, size: int) -> SimilarRun:
    """One comparison whose memory is its own."""
    done = run([__file__, "--one", chapter, kind, str(size)])
    if done.returncode:
        raise SystemExit(done.stderr)
    return SimilarRun(**json.loads(done.stdout))


def compared(chapter: str, kind: str, size: int) -> SimilarRun:
    """Compare a class here and now."""
    with tempfile.TemporaryDirectory() as folder:
        course = Course(Path(folder))
        path = course.journal_path(chapter)
        path.parent.mkdir(parents=True, exist_ok=True)
        with JournalWriter(path) as journal:
            for result in class_of_kind(chapter, kind, size):
                student = result.submission.student
                entry = JournalEntry(student, student, student, student, "", "graded", student)
                journal.append([(entry, result)])
        begun = time.process_time()
        found = class_likeness(course, chapter)
        page = write_similar(course, found)
        seconds = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return SimilarRun(seconds, peak, len(found.pairs), len(found.clusters), page.stat().st_size)


def class_of_kind(chapter: str, kind: str, size: int) -> Iterator[Result]:
    """The class's results, all with files of their own."""
    rng = random.Random(0)
    make = one_in_code if chapter == CODE else one_in_words
    shared, same = make(rng), {"all equal": size, "all nearly equal": size, "different": 0}
    for number in range(size):
        texts = shared if number < same.get(kind, size // 10) else make(rng)
        if texts is shared and "nearly" in kind:
            texts = {name: f"{text}\n# number {number}\n" for name, text in texts.items()}
        yield result_with(chapter, f"s{number:05d}", texts)


def one_in_code(rng: random.Random) -> dict[str, str]:
    """An answer of the catalogue to each exercise, with statements and names of one's own."""
    found = {}
    for entry in chapter_of(CODE):
        known = [one.source for one in (entry.right, *entry.variants) if one]
        known += [one.source for _, one in entry.wrong]
        name = f"{rng.choice(_NAMES)}_{rng.randrange(9)}"
        own = f"{name} = [{rng.randrange(1000)}, {rng.randrange(9)} * {rng.randrange(9)}]"
        found[entry.id] = f"{rng.choice(known)}\n{own}\n"
    return found


def one_in_words(rng: random.Random) -> dict[str, str]:
    """Some 150 words that nobody else puts together so."""
    parts = []
    for _ in range(18):
        words = (rng.choice(_SUBJECTS), rng.choice(_VERBS), rng.choice(_REST))
        between = rng.choice(_BETWEEN) if rng.random() < 0.6 else f"{rng.random():.4f}"
        parts.append(f"{words[0]} {words[1]} {between} {words[2]}.")
    return {QUESTION: " ".join(parts)}


def result_with(chapter: str, student: str, texts: Mapping[str, str]) -> Result:
    """What grading leaves of a submission with these answers."""
    verdicts = {
        entry.id: Verdict(entry.id, "wrong", entry.exercise.points, {})
        for entry in chapter_of(chapter)
    }
    submission = Submission(student, chapter, "x.ipynb", f"digest of {student}", name=student)
    return Result(submission, "graded", verdicts, (), dict(texts))


if __name__ == "__main__":
    main()
