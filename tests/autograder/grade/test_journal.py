"""The journal keeps whole results and forgets half ones."""

from __future__ import annotations

import torch

from autograder.grade.journal import Journal
from autograder.grade.result import Result, Submission
from course_utils.verdict import Cause, Difference, Verdict


def a_result(student: str) -> Result:
    difference = Difference(
        "a batch", "dw", 'grads["dw"]', torch.tensor([[1.5], [float("nan")]]).double(),
        torch.zeros(2, 1).double(), "yours is odd",
    )  # fmt: skip
    verdict = Verdict(
        "lr-backward", "wrong", 4, {"db": 1}, difference, Cause("m", "it is so", "why", 2)
    )
    return Result(
        Submission(student, "04", "f", "d", "", ("note",)), "flagged",
        {"lr-backward": verdict}, ("flag",), {"lr-backward": "code"}, "{}", 0.5, "0.1.0",
    )  # fmt: skip


def test_a_result_comes_back_as_it_was(tmp_path):
    journal = Journal(tmp_path / "j.jsonl")
    journal.append(a_result("ada"), "key-1")
    ((key, read),) = journal.read()
    assert key == "key-1"
    assert read.to_json() == a_result("ada").to_json()
    assert read.score == 1


def test_a_line_that_was_cut_off_is_ignored_and_does_not_swallow_the_next(tmp_path):
    path = tmp_path / "j.jsonl"
    Journal(path).append(a_result("ada"), "1")
    whole = path.read_bytes()
    for cut in range(1, len(whole), 97):
        path.write_bytes(whole + whole[:cut])
        Journal(path).append(a_result("bo"), "2")
        assert [key for key, _ in Journal(path).read()] == ["1", "2"]


def test_a_damaged_line_is_ignored(tmp_path):
    path = tmp_path / "j.jsonl"
    for number in "123":
        Journal(path).append(a_result("ada"), number)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"score": 1', b'"score": 4')
    path.write_bytes(b"".join(lines))
    assert [key for key, _ in Journal(path).read()] == ["1", "3"]
