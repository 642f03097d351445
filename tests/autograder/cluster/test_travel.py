"""What travels says whose it is to nobody; what comes back is believed where it fits alone."""

from __future__ import annotations

import copy
import json
import subprocess
import sys

import pytest

from autograder.catalogue import exercises_in
from autograder.errors import Refused
from autograder.execute.cluster import BadAnswer, NotBegun
from autograder.grade import travel
from autograder.grade.answers import judge_shard
from autograder.grade.pool import Plan, fault, grade_shard, key_shard
from autograder.sandbox import SandboxUnavailable
from autograder.submission.remark import Remark
from autograder.submission.result import Submission

CHAPTER = "02_autograd"
ADA = Submission(
    "ada-lovelace", CHAPTER, "submitted/ada-lovelace/02.ipynb", "0123", "2026-01-01T00:00:00+00:00",
    (Remark("earlier-information", text="Ada's second file"),), "Ada Lovelace", first="Ada",
    last="Lovelace",
)  # fmt: skip


def read(said: object, submission: Submission = ADA) -> list:
    plan = Plan(CHAPTER, "secret", ".")
    return travel._results(travel._opened(json.dumps(said).encode()), [], [submission], plan)


def answer() -> dict:
    """A result as a worker sends it."""
    return json.loads(json.dumps(fault(ADA, "of the test").to_json()))


def test_not_even_the_path_says_whose_a_file_is(tmp_path):
    file = tmp_path / ADA.file
    file.parent.mkdir(parents=True)
    file.write_bytes(b"{}")
    heads, files = travel._packed([ADA], Plan(CHAPTER, "secret", str(tmp_path)))
    assert files == [b"{}"]
    assert "ada" not in json.dumps(heads).casefold() and heads[0]["digest"] == "0123"


def test_what_is_sent_to_begin_with_is_what_grading_reads(tmp_path):
    name = next(iter(exercises_in(CHAPTER))).id
    wanted = (
        f".hidden-keys/{name}-0.safetensors", "releases/r1/release.json",
        "releases/r1/exercises.json", f"releases/r1/keys/{name}.safetensors",
        f"releases/r1/notebooks/{CHAPTER}.ipynb",
    )  # fmt: skip
    other = (".secret-seed", "gradebook.db", "releases/r1/notebooks/01_tensors.ipynb", "x/y")
    for path in (*wanted, *other):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(path.encode())
    assert dict(travel._kept(tmp_path, CHAPTER)) == {path: path.encode() for path in wanted}


def test_a_good_answer_is_read():
    (result,) = read({"done": [answer()]})
    assert result.state == "grader_fault" and result.submission.digest == "0123"
    (unavailable,) = read({"done": [{"unavailable": "no bubblewrap"}]})
    assert isinstance(unavailable, SandboxUnavailable)


def changed(**values: object) -> dict:
    data = answer()
    data.update(values)
    return data


def with_score(score: object, most: object = None) -> dict:
    data = copy.deepcopy(answer())
    data["verdicts"][0]["parts"] = {"value": score}
    if most is not None:
        data["verdicts"][0]["max_score"] = most
    return data


@pytest.mark.parametrize(
    "done",
    [
        None, 7, {}, [], [None], ["graded"], [{}], [answer(), answer()],
        [changed(submission={**answer()["submission"], "digest": "4567"})],
        [changed(verdicts=answer()["verdicts"][1:])],
        [changed(verdicts="all right")],
        [changed(state="perfect")],
        [with_score(99.0)], [with_score(-1.0)], [with_score(float("nan"))], [with_score("4")],
        [with_score(50.0, 50.0)],
    ],
)  # fmt: skip
def test_what_is_not_about_what_was_asked_is_not_believed(done):
    with pytest.raises(BadAnswer):
        read({"done": done})


@pytest.mark.parametrize("raw", [b"", b"\x80\x04.", b"[1]", b"7", b"{}", b'"x"', None, 3.0])
def test_what_is_no_answer_at_all_is_none(raw):
    with pytest.raises(BadAnswer):
        travel._opened(raw)


def test_a_worker_may_know_nothing_or_have_failed_or_refuse():
    with pytest.raises(NotBegun) as unknown:
        read({"needs": "tcp://127.0.0.1:1"})
    assert unknown.value.address == "tcp://127.0.0.1:1"
    with pytest.raises(BadAnswer, match="a worker failed"):
        read({"fault": "ValueError: x"})
    with pytest.raises(Refused, match="a kept release"):
        read({"refused": "a kept release is damaged"})


def test_every_task_of_grading_knows_how_it_travels():
    assert {key_shard.__name__, grade_shard.__name__, judge_shard.__name__} == set(travel._ERRANDS)


def test_who_hands_work_out_computes_nothing_and_without_a_cluster_no_dask_is_loaded():
    code = (
        "import sys, autograder.cli.hands, autograder.grade.session\n"
        "assert 'distributed' not in sys.modules\n"
        "import autograder.grade.travel, autograder.execute.cluster\n"
        "from autograder.execute.cluster_look import look\n"
        "look()\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
