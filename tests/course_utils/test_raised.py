"""Tags of exceptions: the same in every version of torch and Python, and never a false one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F

from course_utils.core.detail import Detail
from course_utils.core.raised import read_tag, say_raised, tag_of
from course_utils.core.raised_table import TABLE
from course_utils.texts import words
from tests.course_utils.exceptions import RAISES

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
    "an axis that is missing": (lambda: X.transpose(1), "axes-missing"),  # type: ignore[call-overload]
    "no axis at all": (lambda: X.transpose(), "axes-missing"),  # type: ignore[call-overload]
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


ALL_RAISED = [(tag, call) for tag, calls in RAISES.items() for call in calls]


def test_every_entry_of_the_table_is_raised_here():
    assert set(RAISES) == {entry[0] for entry in TABLE}
    assert len({entry[0] for entry in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("wanted", "call"), ALL_RAISED, ids=[tag for tag, _ in ALL_RAISED])
def test_a_message_is_known_for_what_it_is(wanted, call):
    name, _, found = tag(call).partition(": ")
    assert found == wanted
    cause = say_raised(read_tag(f"{name}: {found}"))
    assert cause is not None
    assert cause.id == f"general:{wanted}"


@pytest.mark.parametrize("tag_name", RAISES)
@pytest.mark.parametrize("kind", ["KeyError", "NameError", "AttributeError", "RuntimeError"])
def test_a_tag_is_never_told(tag_name, kind):
    """Whatever class an exception has: the table comes first."""
    cause = say_raised(read_tag(f"{kind}: {tag_name}"))
    assert cause is not None
    assert tag_name not in words(cause.sentence) + words(cause.why)
    assert "-" in tag_name, "a name of the student's could be taken for it"


NAMED = {
    "a key": (lambda: {}["dw"], "KeyError: 'dw'", "the key 'dw' that it does not have"),
    "a key like a tag": (lambda: {}["name-taken"], "KeyError: 'name-taken'", "key 'name-taken'"),
    "a name": (lambda: nowhere, "NameError: nowhere", "the name nowhere is used"),  # type: ignore[name-defined]  # noqa: F821
    "of None": (lambda: None.data, "AttributeError: of None: data", ".data is looked up on"),  # type: ignore[attr-defined]
    "of a tensor": (lambda: X.copy(), "AttributeError: of a tensor: copy", "a tensor is asked for"),  # type: ignore[attr-defined]
    "of a Parameter": (
        lambda: torch.nn.Parameter(X).copy(),  # type: ignore[operator]
        "AttributeError: of a tensor: copy",
        "a tensor is asked for .copy",
    ),
    "of a library": (
        lambda: torch.nn.relu,  # type: ignore[attr-defined]
        "AttributeError: of a library: relu",
        "a library is asked for relu",
    ),
    "of a Module": (lambda: torch.nn.ReLU().weight, "AttributeError: weight", "named weight"),
}


@pytest.mark.parametrize(("call", "wanted", "told"), NAMED.values(), ids=NAMED.keys())
def test_a_name_that_is_missing_is_told(call, wanted, told):
    assert tag(call) == wanted
    cause = say_raised(read_tag(wanted))
    assert cause is not None
    assert told in words(cause.sentence)
    assert str(read_tag(wanted)) == wanted


def test_an_exception_that_is_not_known_has_no_tag_and_no_sentence():
    def own():
        raise ValueError("something of one's own")

    assert tag(own) == "ValueError"
    assert say_raised(read_tag("ValueError")) is None


# As other versions of torch and Python say it; only the words can be tried here.
ELSEWHERE = {
    "expected a positive input": "math-domain",
    "expected a nonnegative input, got -1.0": "math-domain",
    "zero to a negative power": "division-by-zero",
    "float division by zero": "division-by-zero",
    "permute(sparse_coo): number of dimensions in the tensor input does not match the length of "
    "the desired ordering of dimensions i.e. input.dim() = 2 is not equal to len(dims) = 3": (
        "axes-of-another-number"
    ),
    "number of dims don't match in permute": "axes-of-another-number",
    "empty(): argument 'size' failed to unpack the object at pos 2 with error \"type must be "
    'tuple of ints,but got float"': "size-not-whole",
    "empty() received an invalid combination of arguments - got (float, int), but expected": (
        "size-not-whole"
    ),
    "relu is not a Module subclass": "function-as-module",
    "too many values to unpack (expected 2, got 3)": "too-many-values",
    "expected a non-empty list of Tensors": "nothing-to-stack",
}


@pytest.mark.parametrize(("message", "wanted"), ELSEWHERE.items(), ids=ELSEWHERE.values())
def test_the_words_of_other_versions_are_known(message, wanted):
    assert tag_of(RuntimeError(message)) == f"RuntimeError: {wanted}"


def test_a_detail_without_a_class_is_its_message_alone():
    assert str(Detail("", "It used more than 20 seconds.")) == "It used more than 20 seconds."
    assert str(Detail("KeyError")) == "KeyError"
    assert str(Detail("KeyError", "'w'")) == "KeyError: 'w'"
