"""Near is near at float32 precision, and an infinite number beside it changes nothing."""

from __future__ import annotations

import math
from itertools import product

import pytest
import torch

from course_utils.core.case import Case
from course_utils.core.compare import all_close, close, expected_from, near
from course_utils.core.explain import finding_of
from course_utils.core.values import first_unequal, numbers_of

INF = float("inf")


@pytest.mark.parametrize("infinite", [INF, -INF])
def test_beside_an_infinite_number_others_still_have_to_be_right(infinite):
    expected, wrong = torch.tensor([[infinite, 5.0]]), torch.tensor([[infinite, 1.0]])
    assert near(wrong, expected).tolist() == [[True, False]]
    assert not close(wrong, expected) and close(expected, expected)
    assert first_unequal(numbers_of(wrong.double()), numbers_of(expected.double())) == 1
    assert not expected_from([expected]).accepts(wrong)


def test_where_nothing_is_finite_nothing_but_itself_is_near():
    expected = torch.tensor([INF, -INF])
    assert close(expected, expected)
    assert not close(torch.tensor([INF, INF]), expected)
    assert not close(torch.tensor([1.0, -INF]), expected)


@pytest.mark.parametrize("yours", [[INF, 1.0], [2.0, 5.0], [2.0, 1.0], [float("nan"), 5.0]])
@pytest.mark.parametrize("expected", [[INF, 5.0], [-INF, INF], [INF, float("nan")]])
def test_numbers_that_are_not_finite_are_explained_without_a_fault_of_the_check(yours, expected):
    case = Case("first", {"x": torch.tensor([1.0, 2.0])})
    finding_of("z", torch.tensor(yours), torch.tensor(expected), case)


def test_few_numbers_are_compared_as_torch_compares_them():
    odd = [0.0, -0.0, 1.0, 1.00005, 1.0002, -1.0, 1e-8, 1e300, math.inf, -math.inf, math.nan]
    for left, right in product(odd, odd):
        yours, expected = (torch.tensor([[0.5, one]], dtype=torch.float64) for one in (left, right))
        for rtol, atol in ((1e-4, 1e-7), (0.0, 0.0), (2.0, 0.0)):
            near = torch.isclose(yours, expected, rtol=rtol, atol=atol, equal_nan=True)
            assert all_close(yours, expected, rtol, atol) is bool(near.all()), (left, right)
    assert all_close(torch.zeros(0).double(), torch.zeros(0).double(), 0.0, 0.0)
