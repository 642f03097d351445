"""Whatever a student's code returns is harmless before it is looked at, and named truly.

The answers are judged in a process of little memory (``odd_answers.py``): what computes on a
shape of two billion rows raises there, and is found in what is told.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence

import pytest
import torch

from course_utils.core.bounds import MAX_AXES, MAX_ELEMENTS, oddity, too_large
from course_utils.core.case import Case
from course_utils.core.evidence import MAX_ITEMS, Evidence, pack, plain, single, unpack
from course_utils.core.exercise import exercises, find_exercise
from course_utils.core.explain import finding_of
from course_utils.core.judge import judge
from course_utils.core.key import visible_keys
from course_utils.core.kinds import MAX_TEXT
from course_utils.core.probing import run_probe
from course_utils.core.verdict import Verdict
from course_utils.probes.paper import _numbers
from course_utils.texts import observed
from course_utils.views import text
from tests.course_utils import odd
from tests.course_utils.odd_answers import OWN

# One of each shape of answer: a number, a tensor, a pair, a list, a dictionary, batches, losses,
# changed arguments, a class with methods, attributes, parameters, one that is an optimizer.
SOME = (
    "bce", "vjp", "repeated-grads", "minibatches", "gd-step", "lr-init", "lr-backward", "my-linear",
)  # fmt: skip
LONGEST = 2.0  # CPU seconds for one answer; most take milliseconds
# What a Function returns goes through torch's own apply, which lists it, and may end Python.
OF_TORCH = "logistic-function"
REFUSED = ("wrong", "error", "misfit", "not_attempted")
ALL_VALUES = {**odd.TENSORS, **odd.OTHERS}


def rows(*arguments: str) -> list[dict]:
    """What ``odd_answers.py`` prints, and a row for what ended it."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "tests.course_utils.odd_answers", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, (found[-1:], done.stderr[-2000:])
    return found


def complaints(found: Sequence[dict]) -> list[tuple[str, str, str]]:
    """What is wrong with the rows: a fault of ours, memory, time, or another verdict elsewhere."""
    return [
        (row["at"], row["state"], row.get("text", "")[:300])
        for row in found
        if row["state"] not in (*REFUSED, *(["passed"] if OWN in row["at"] else []))
        or (OWN not in row["at"] and re.search(r"not enough memory|allocate", row["text"]))
        or row["took"] > LONGEST
        or row.get("same") is False
    ]


@pytest.mark.parametrize("name", ALL_VALUES)
def test_a_value_is_recorded_as_what_it_is(name: str) -> None:
    make, words = ALL_VALUES[name]
    item = plain(make())
    if words is None:
        assert isinstance(item, torch.Tensor)
        assert type(item) is torch.Tensor and item.is_contiguous() and not item.is_neg()
        assert item.dtype in (torch.float64, torch.int64, torch.bool) and not item.requires_grad
    else:
        assert isinstance(item, str) and words in item and len(item) <= MAX_TEXT


@pytest.mark.parametrize("name", SOME)
def test_an_odd_answer_is_judged_in_little_memory_and_time_and_told_alike(name: str) -> None:
    found = rows("answers", "bare", name)
    assert len(found) > 0.9 * len(ALL_VALUES)
    assert not complaints(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in exercises() if name != OF_TORCH])
def test_so_is_every_nest_of_them_in_every_exercise(name: str) -> None:
    assert not complaints(rows("answers", ",".join(odd.NESTS), name))


def test_forged_evidence_is_refused_or_judged_in_little_memory_and_time() -> None:
    found = rows("forged", "", "bce", "vjp", "repeated-grads", "lr-backward")
    for row in found:
        expected = "refused" if "beyond: " in row["at"] else "wrong"
        # Some of the forger's tensors are what is expected: a number that is 0, of shape ().
        assert row["state"] in (expected, "passed", "error"), row
        assert row["took"] < LONGEST, row
    assert sum(row["state"] == "wrong" for row in found) > len(found) // 2


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("no element, two billion rows", "a tensor of shape (2147483648, 0), not one small enough"),
        ("expanded", "a tensor of shape (2147483648,), not one small enough to compare"),
        ("64 axes", "a tensor of 64 axes, not one of at most 16"),
        ("sparse", "a sparse tensor (torch.sparse_coo), not a dense one"),
        ("nested", "a nested tensor, not one with a shape"),
        ("meta", "a tensor on the meta device, not one with values"),
        ("complex64", "a complex tensor (torch.complex64), not one of real numbers"),
        ("quantized", "a quantized tensor (torch.quint8), not one of plain numbers"),
        ("without memory", "a tensor without memory, not one with values"),
        ("a huge int", "an int too large for a float, not a number to compare"),
        ("a fraction", "a Fraction too large for a float, not a number to compare"),
    ],
)
def test_a_student_reads_what_the_result_is(value: str, words: str) -> None:
    made = ALL_VALUES[value][0]()
    exercise, keys = find_exercise("bce"), visible_keys("bce")
    observed = [run_probe("bce", lambda yhat, y: made, case) for case in keys.cases]
    told = text.message(judge(exercise, keys, observed), exercise)
    assert f"yours is {words}" in told
    # The cause would only say it once more; what to do about it is told.
    assert "This is what you get" not in told


def test_the_reason_says_what_to_do_about_it() -> None:
    expected = torch.zeros((), dtype=torch.float64)
    for value, advice in (
        ("sparse", ".to_dense()"),
        ("meta", 'device="cpu"'),
        ("complex64", ".real"),
        ("quantized", ".dequantize()"),
        ("nested", "torch.stack"),
    ):
        item = plain(ALL_VALUES[value][0]())
        cause = finding_of("loss", item, expected, Case("a", {})).cause
        assert cause is not None and advice in str(cause.why)


# What a forger hands over directly.


def packed(tensor: torch.Tensor) -> tuple[dict, dict[str, torch.Tensor]]:
    return {"items": [["a", None]], "detail": ""}, {"0/0": tensor}


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((2**31, 0), "not one small enough"),
        ((0, 2**31), "not one small enough"),
        ((200_000, 0, 200_000), "not one small enough"),
        ((1,) * 17, "17 axes"),
        ((1,) * 64, "64 axes"),
        ((MAX_ELEMENTS + 1,), "not one small enough"),
    ],
)
def test_evidence_of_a_shape_that_costs_nothing_is_refused(shape, words) -> None:
    data, tensors = packed(torch.zeros(1, dtype=torch.float64).expand(shape))
    with pytest.raises(ValueError, match=words):
        unpack(data, "0", tensors)


@pytest.mark.parametrize("value", [name for name, (_, words) in odd.TENSORS.items() if words])
def test_evidence_that_cannot_be_compared_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="evidence item 'a'"):
        unpack(*_around(odd.TENSORS[value][0]()))


def _around(value) -> tuple[dict, str, dict]:
    data, tensors = packed(value)
    return data, "0", tensors


def test_words_that_are_lists_in_lists_are_not_written_out() -> None:
    nest: list = []
    for _ in range(900):
        nest = [nest]
    assert unpack({"items": [], "detail": nest}, "0", {}).detail is None


def test_a_shape_is_measured_without_its_empty_axes() -> None:
    assert not too_large((MAX_ELEMENTS, 0)) and too_large((MAX_ELEMENTS + 1, 0))
    assert not too_large((1,) * MAX_AXES) and too_large((1,) * (MAX_AXES + 1))
    assert not oddity(torch.zeros(3))


# What is recorded has a limit, whoever chooses the names.


def test_names_and_their_number_are_limited_and_the_exception_still_has_its_place() -> None:
    evidence = Evidence()
    for number in range(MAX_ITEMS + 50):
        evidence.text(f"{number} {'x' * 1000}", observed("name", name="y"))
    evidence.ended("ValueError")
    assert len(evidence.items) == MAX_ITEMS and evidence.raised == "ValueError"
    assert max(map(len, evidence)) <= MAX_TEXT
    tensors: dict[str, torch.Tensor] = {}
    assert list(unpack(pack(evidence, "0", tensors), "0", tensors)) == list(evidence)


def test_a_count_beyond_int64_and_a_number_under_another_default_device_are_recorded() -> None:
    evidence = Evidence()
    with torch.device("meta"):
        evidence.count("count", 2**70)
        evidence.count("small", 3)
        evidence.scalar("number", 0.5)
    assert evidence["count"] == "more than can be counted"
    assert torch.equal(evidence["small"], torch.tensor(3))  # type: ignore[arg-type]
    assert torch.equal(evidence["number"], torch.tensor(0.5, dtype=torch.float64))  # type: ignore[arg-type]
    assert single(True) == "a bool"


@pytest.mark.parametrize("value", ["expanded", "an endless iterator", "an endless range"])
def test_losses_without_end_are_not_waited_for(value: str) -> None:
    assert isinstance(_numbers(ALL_VALUES[value][0]()), str)


# What is kept of a verdict, and read again.


@pytest.mark.parametrize("kind", [torch.bool, torch.int64, torch.float64])
def test_a_large_item_of_any_kind_is_read_again_from_a_journal(kind: torch.dtype) -> None:
    exercise, keys = find_exercise("softmax"), visible_keys("softmax")
    observed = [
        run_probe("softmax", lambda x: torch.ones(100, dtype=kind), case) for case in keys.cases
    ]
    verdict = judge(exercise, keys, observed)
    again = Verdict.from_json(json.loads(json.dumps(verdict.to_json())))
    assert again.state == "wrong"
    assert text.message(again, exercise)


def test_an_empty_item_of_another_dtype_is_told_in_words() -> None:
    exercise, keys = find_exercise("repeated-grads"), visible_keys("repeated-grads")
    good = [Evidence({n: e.values[0] for n, e in key.expected.items()}) for key in keys.keys]
    good[0].items["none"] = torch.zeros(0, dtype=torch.int64)
    told = text.message(judge(exercise, keys, good), exercise)
    assert "whole numbers" in told
