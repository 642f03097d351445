"""The article before a class's name is the one that a reader speaks."""

from __future__ import annotations

import pytest

from course_utils.core.kinds import describe, read_kind, with_article

AN = (
    "int", "ndarray", "LR", "LR2", "LSTM", "MLP", "SGD", "RNN", "NLLLoss", "L1Loss", "Identity",
    "OrderedDict", "Unfold", "ABC", "mse", "lstm", "x", "F", "HTML",
)  # fmt: skip
A = (
    "Tensor", "Scaler", "Net", "uint8", "UserDict", "str", "list", "float", "function", "Module",
    "map", "range", "slice", "Parameter", "URL", "Series", "Sequential", "one_hot", "MultiIndex",
    "bool", "w", "frozenset",
)  # fmt: skip


@pytest.mark.parametrize("name", AN)
def test_an(name):
    assert with_article(name) == f"an {name}"


@pytest.mark.parametrize("name", A)
def test_a(name):
    assert with_article(name) == f"a {name}"


@pytest.mark.parametrize("name", (*AN, *A))
def test_what_is_described_is_read_again(name):
    assert read_kind(with_article(name)).name == name


def test_an_object_of_a_student_s_class():
    assert describe(type("LR", (), {})()) == "an LR"
    assert describe(None) == with_article("NoneType") == "None"
