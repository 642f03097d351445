"""What is special to chapter 3: nothing that a contract leaves free reaches the evidence."""

from __future__ import annotations

from functools import cache

import pytest
import torch
from torch import nn

import autograder.catalogue.modules  # noqa: F401  (registers the entries)
import course_utils.probes.modules  # noqa: F401  (registers the probes)
from autograder.catalogue import make_keys
from autograder.catalogue.entry import _ENTRIES
from course_utils.core.judge import judge
from course_utils.core.probing import run_probe


@cache
def keys_of(exercise: str):
    return make_keys(_ENTRIES[exercise], 3)


def verdict(exercise: str, answer: object, seed: int):
    entry = _ENTRIES[exercise]
    keys = keys_of(exercise)
    torch.manual_seed(seed)
    return judge(entry.exercise, keys, [run_probe(exercise, answer, case) for case in keys.cases])


@pytest.mark.parametrize("seed", range(20))
def test_no_seed_of_the_masks_decides(seed: int) -> None:
    right = _ENTRIES["drop-net"].right
    assert right is not None
    assert verdict("drop-net", right.obj, seed).state == "passed"


@pytest.mark.parametrize("seed", range(10))
def test_a_mask_for_the_whole_batch_is_named_whatever_the_seed(seed: int) -> None:
    wrong = [one for name, one in _ENTRIES["drop-net"].wrong if name == "one-mask-for-the-batch"]
    assert [verdict("drop-net", one.obj, seed).mistake for one in wrong] == [
        "one-mask-for-the-batch"
    ] * len(wrong)


@pytest.mark.parametrize("hidden", [7, 99, 150, 1000])
def test_any_other_hidden_size_is_named(hidden: int) -> None:
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(784, hidden), nn.Linear(hidden, 10)

        def forward(self, x):
            return self.b(torch.relu(self.a(x.flatten(1))))

    assert verdict("net", Net, 0).mistake == "hidden-size"


def test_the_order_and_names_of_layers_are_free() -> None:
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.z, self.a = nn.Linear(100, 10), nn.Linear(784, 100)

        def forward(self, x):
            return self.z(torch.relu(self.a(x.flatten(1))))

    assert verdict("net", Net, 0).state == "passed"


def test_the_points_of_the_chapter_add_up_to_20() -> None:
    own = [e.exercise.points for e in _ENTRIES.values() if e.exercise.chapter == "03_modules"]
    assert sum(own) == 20
