"""The journal keeps whole results and forgets half ones; reading it takes no room."""

from __future__ import annotations

import resource
import tracemalloc
from dataclasses import replace

import pytest

from autograder.course.journal import Journal, JournalEntry, JournalWriter
from autograder.course.rows import changes, row_of
from autograder.course.standing import Standing
from autograder.errors import Refused
from autograder.submission.remark import Remark
from autograder.submission.result import Result, Submission
from course_utils.core.mistake import Mistake
from course_utils.core.values import Values
from course_utils.core.verdict import Difference, Verdict


def a_result(student: str, points: float = 1, notebook: str = "{}") -> Result:
    difference = Difference(
        "a batch", "dw", 'grads["dw"]', Values((2, 1), "float", (1.5, float("nan"))),
        Values((2, 1), "float", (0.0, 0.0)), "yours is odd",
    )  # fmt: skip
    verdict = Verdict(
        "lr-backward", "wrong", 4, {"db": points}, difference, Mistake("m", "it is so", "why", 2)
    )
    collected, graded = (Remark("not-on-roster"),), (Remark("cell-missing", cell="bce"),)
    return Result(
        Submission(student, "04", "f", "d", "", collected), "flagged",
        {"lr-backward": verdict}, graded, {"lr-backward": "code"}, notebook, 0.5, "0.1.0",
    )  # fmt: skip


def an_entry(student: str, run: str = "1", work: str = "w") -> JournalEntry:
    return JournalEntry(student, f"file-{work}", work, "digest", "about", "flagged", run)


def write(path, *students: str, run: str = "1", **more):
    with JournalWriter(path) as writer:
        for student in students:
            writer.append([(an_entry(student, run), a_result(student, **more))])


def students(path) -> list[str]:
    return [result.submission.student for result in Journal(path).results()]


def test_a_result_comes_back_as_it_was(tmp_path):
    path = tmp_path / "j.jsonl"
    write(path, "ada")
    (read,) = Journal(path).results()
    assert read.to_json() == a_result("ada").to_json()
    assert read.score == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"verdicts": [{"exercise": "mse"}]}, "KeyError: 'difference'"),
        ({"verdicts": None}, "TypeError: 'NoneType' object is not iterable"),
        ({"remarks": [3]}, "AssertionError: "),
        ({"submission": {"student": "ada", "chapter": "c", "remarks": [{}]}}, "KeyError: 'code'"),
        ({"submission": []}, "AttributeError: "),
    ],
)
def test_a_result_of_another_form_is_told_by_chapter_and_student(change, fault):
    data = {**a_result("ada").to_json(), **change}
    whose = "[?]" if change == {"submission": []} else "ada"
    with pytest.raises(Refused, match=f"holds a result of {whose} .*{fault}.*Use the version"):
        Result.from_json(data)


def test_the_latest_result_of_each_student_counts(tmp_path):
    path = tmp_path / "j.jsonl"
    write(path, "bo", "ada")
    write(path, "bo", points=3)
    scores = [(r.submission.student, r.score) for r in Journal(path).results()]
    assert scores == [("ada", 1), ("bo", 3)]


def test_a_journal_that_is_not_there_is_empty(tmp_path):
    assert not list(Journal(tmp_path / "none").results())
    assert not (tmp_path / "none").exists()


def test_a_line_that_was_cut_off_is_removed_and_does_not_swallow_the_next(tmp_path):
    path = tmp_path / "j.jsonl"
    write(path, "ada")
    whole = path.read_bytes()
    for cut in range(1, len(whole), 97):
        path.write_bytes(whole + whole[:cut])
        assert students(path) == ["ada"], "a reader saw half a line"
        write(path, "bo")
        assert students(path) == ["ada", "bo"]
        assert path.read_bytes().startswith(whole) and path.read_bytes().count(b"\n") == 2


def test_a_last_line_without_its_end_is_half_a_line(tmp_path):
    path = tmp_path / "j.jsonl"
    write(path, "ada", "bo")
    path.write_bytes(path.read_bytes()[:-1])
    assert students(path) == ["ada"]
    write(path, "cy")
    assert students(path) == ["ada", "cy"]


def test_a_damaged_line_is_ignored(tmp_path):
    path = tmp_path / "j.jsonl"
    write(path, "ada", "bo", "cy")
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"score": 1', b'"score": 4')
    path.write_bytes(b"".join(lines))
    assert students(path) == ["ada", "cy"]


def test_a_result_that_does_not_fit_on_the_disk_leaves_no_half(tmp_path):
    """A limit on the file's size refuses half of a write, as a full disk does."""
    path = tmp_path / "j.jsonl"
    write(path, "ada")
    whole = path.read_bytes()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with JournalWriter(path) as writer:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) * 3 // 2, before[1]))
        try:
            with pytest.raises(OSError, match="File too large"):
                writer.append([(an_entry("bo"), a_result("bo"))])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert path.read_bytes() == whole
        writer.append([(an_entry("cy"), a_result("cy"))])
    assert students(path) == ["ada", "cy"]


def test_reading_a_class_keeps_no_notebooks_in_memory(tmp_path):
    path = tmp_path / "j.jsonl"
    notebook = "x" * 200_000
    with JournalWriter(path) as writer:
        for number in range(200):
            result = a_result(f"s{number:03}", notebook=notebook)
            writer.append([(an_entry(f"s{number:03}", str(number)), result)])
    assert path.stat().st_size > 40_000_000
    tracemalloc.start()
    rows = [row_of(result) for result in Journal(path).results()]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(rows) == 200
    assert peak < 4_000_000


def test_a_regrade_that_was_interrupted_is_told_from_one_that_ended(tmp_path):
    path = tmp_path / "j.jsonl"
    write(path, "ada")
    with JournalWriter(path) as writer:
        writer.begin(regrade=True)
        writer.append([(an_entry("ada", "2", "other"), a_result("ada"))])
    index = Journal(path).index()
    assert index.session is not None and index.session.regrade and not index.session.ended
    assert index.fresh == {"other"} and index.before["ada"].run == "1"
    with JournalWriter(path) as writer:
        writer.end()
    session = Journal(path).index().session
    assert session is not None and session.ended


def test_the_changes_of_a_run_are_told_by_exercise(tmp_path):
    path = tmp_path / "j.jsonl"
    write(path, "ada", "bo", "cy")
    with JournalWriter(path) as writer:
        writer.begin(regrade=True)
        writer.append([(an_entry("ada", "2"), a_result("ada", points=3))])
        writer.append([(an_entry("bo", "2"), a_result("bo"))])
        fault = replace(a_result("cy"), state="grader_fault")
        writer.append([(replace(an_entry("cy", "2"), digest="another"), fault)])
        writer.append([(an_entry("di", "2"), a_result("di"))])
    found = {one.student: one for one in changes(Journal(path))}
    assert set(found) == {"ada", "cy", "di"}
    assert (found["ada"].before, found["ada"].after) == ("1/4", "3/4")
    assert found["ada"].exercises == {"lr-backward": ("1", "3")}
    assert (found["cy"].before, found["cy"].after, found["cy"].why) == ("1/4", "—", "new file")
    assert (found["di"].before, found["di"].why) == ("", "first result")


@pytest.mark.parametrize(
    ("score", "penalty", "why"), [(4, 2, "points by hand"), (3, 1, "late penalty")]
)
def test_what_moved_a_late_mark_is_named(score, penalty, why, tmp_path):
    path = tmp_path / "j.jsonl"
    write(path, "ada")
    for now in (Standing(3, 4, 2), Standing(score, 4, penalty)):
        with JournalWriter(path) as writer:
            writer.begin(regrade=False)
            writer.penalty("ada", now)
            writer.end()
    (found,) = changes(Journal(path))
    assert (found.why, found.before) == (why, "1/4 (3 − 2 late)")
