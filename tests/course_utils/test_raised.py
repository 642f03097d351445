"""Tags of exceptions: the same in every version of torch and Python, and never a false one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F

from course_utils.raised import tag_of

X = torch.ones(3, 2)
LABELS = torch.tensor([0, 1, 0])


def tag(call: Callable[[], object]) -> str:
    with pytest.raises(Exception) as raised:
        call()
    return tag_of(raised.value)


def sets_data_on_none() -> None:
    value = None
    value.data = X  # type: ignore[attr-defined]


# Each of these has been another tag in an older or newer torch or Python.
SAME_EVERYWHERE = {
    "a caret": (lambda: X ^ 2.0, "whole-numbers-only"),
    "labels that are floats": (lambda: F.cross_entropy(X, LABELS.float()), "int64-wanted"),
    "logits that are whole numbers": (lambda: F.cross_entropy(LABELS, X), "mixed-dtypes"),
    "an axis that is missing": (lambda: X.transpose(1), "missing-argument"),  # type: ignore[call-overload]
    "no axis at all": (lambda: X.transpose(), "missing-argument"),  # type: ignore[call-overload]
    "an attribute of None is read": (lambda: None.data, "of None: data"),  # type: ignore[attr-defined]
    "an attribute of None is set": (sets_data_on_none, "of None: data"),
    "a float among sizes": (lambda: torch.zeros((0.1, 1)), "size-not-whole"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("call", "wanted"), SAME_EVERYWHERE.values(), ids=SAME_EVERYWHERE.keys())
def test_a_tag_does_not_depend_on_the_version(call, wanted):
    name, _, found = tag(call).partition(": ")
    assert found == wanted
    assert name != "NotImplementedError", "older ones raise RuntimeError"


# Nothing but whole numbers is given as a size here, or no number at all.
NO_FLOAT_AS_SIZE = {
    "a shape and a number": lambda: torch.zeros(X.shape, 1),
    "a dtype by its place": lambda: torch.zeros((3, 1), torch.float32),
    "a tensor": lambda: torch.zeros(X),
    "a list and a number": lambda: torch.zeros([3, 1], 1),
    "a shape and a dtype": lambda: torch.ones(X.shape, X.dtype),
    "a dtype after the sizes": lambda: torch.zeros(3, 1, torch.float32),
    "a text": lambda: torch.zeros("a"),
}


@pytest.mark.parametrize("call", NO_FLOAT_AS_SIZE.values(), ids=NO_FLOAT_AS_SIZE.keys())
def test_what_is_no_float_is_not_called_one(call):
    assert "size-not-whole" not in tag(call)
