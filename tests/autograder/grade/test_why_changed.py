"""Why `grade` and `diff` say that a mark has changed."""

from __future__ import annotations

from pathlib import Path

from autograder.course.decisions import Decision
from autograder.course.journal import Journal, JournalEntry, JournalWriter
from autograder.course.rows import changes
from autograder.submission.result import Result, Submission
from tests.autograder.grade.test_hand_marks import PAPER, answered


def append(writer: JournalWriter, result: Result) -> None:
    mine = result.submission
    key = mine.digest + result.state
    writer.append([(JournalEntry(mine.student, key, key, key, "", result.state, key), result)])


def test_who_is_excused_and_never_handed_in_has_not_handed_in(tmp_path: Path):
    path = tmp_path / "journal" / f"{PAPER}.jsonl"
    absent = Result(Submission("ada", PAPER, "", ""), "missing")
    with JournalWriter(path) as writer:
        writer.begin(regrade=False)
        append(writer, absent)
        writer.end()
        writer.begin(regrade=False)
        writer.decide(Decision("excuse", "ada", who="ta", at="2026-03-01T12:00:00+00:00", why="x"))
        append(writer, absent)
        writer.end()
    (change,) = changes(Journal(path))
    assert (change.before, change.after, change.why) == ("—", "excused", "decided by hand")
    with JournalWriter(path) as writer:
        writer.begin(regrade=False)
        append(writer, answered(""))
        writer.end()
    (change,) = changes(Journal(path))
    assert change.why == "handed in"
