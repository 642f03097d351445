"""A part is judged by its own items: what an answer of chapters 4 to 6 loses, and no more.

Every part of these chapters is lost by one answer here at least, alone wherever that can be.
"""

from __future__ import annotations

import pytest

from autograder.build.header import fresh_visible_keys
from autograder.catalogue import Entry, catalogue, run
from course_utils.core.judge import judge
from tests.autograder.catalogue.test_outside import FOLDER, answer_of

LATE = ("04_logistic_regression", "05_optimizer_loop", "06_paper")
ENTRIES = [entry for entry in catalogue().values() if entry.exercise.chapter in LATE]

# By exercise, then by a wrong answer of the catalogue or of outside/: the parts that it loses.
LOST: dict[str, dict[str, set[str]]] = {
    "lr-init": {"w-flat/1": {"w and b"}, "lr-missing/1": {"lr and grads"}},
    "lr-sigmoid": {"rounded-e/1": {"values"}, "overflow/1": {"large scores"}},
    "lr-forward": {"bias-missing/1": {"yhat"}},
    "lr-backward": {
        "missing-mean-db/1": {"db"},
        "missing-mean-dw/1": {"dw", "dw of one example"},
        "missing-star/2": {"db"},
        "one-example-raises": {"db", "dw of one example"},
    },
    "lr-optimize": {"ascent-of-w/1": {"w"}, "ascent-of-b/1": {"b"}, "wrong-key-for-b": {"b"}},
    "bce": {"minus-missing/1": {"loss"}},
    "lr-train": {
        "stale-gradient/1": {"many steps"},
        "swapped": {"one step", "many steps"},
        "stops-at-a-small-change": {"many steps"},
    },
    "logistic-function": {
        "sign-of-z/1": {"forward"},
        "sign-dw/1": {"dw"},
        "sum-for-db": {"dx and db"},
        "plain-class": {"forward", "dw", "dx and db"},
        "no-backward": {"dw", "dx and db"},
    },
    "fit-line": {
        "inputs-changed/1": {"the first step"},
        "stops-at-a-small-gradient": {"many steps"},
        "raises-for-one-point": {"a single point"},
    },
    "minibatches": {
        "equal-cuts/1": {"every sample once"},
        "raises-for-a-large-batch": {"a batch_size above N"},
        "y-in-order": {"x with its y"},
        "file-order": {"a new order"},
        "tail-dropped": {"every sample once", "a batch_size above N"},
    },
    "sgd": {
        "zero-grad-clears-velocity/1": {"momentum"},
        "buffer-is-the-gradient": {"without zero_grad"},
        "decay-doubled": {"weight decay"},
        "zero-grad-does-nothing/1": {"zero_grad"},
        "lr-twice": {"plain steps", "momentum", "without zero_grad", "weight decay"},
    },
    "train-epoch": {
        "length-of-the-dataset": {"the average loss"},
        "no-zero-grad": {"the steps", "the average loss"},
    },
    "evaluate": {
        "length-of-the-dataset": {"accuracy"},
        "top-two": {"accuracy"},
        "always-train-afterwards": {"nothing left behind"},
    },
    "adam": {
        "no-correction": {"first step", "later steps", "without zero_grad", "eps"},
        "moments-cleared/1": {"later steps"},
        "changes-the-gradient": {"without zero_grad"},
        "eps-in-the-root": {"eps"},
        "eps-after-the-quotient": {"eps"},
        "eps-default": {"eps"},
        "zero-grad-of-none": {"zero_grad"},
    },
    "paper-experiment": {
        "divided-by-all/1": {"mini-batch steps"},
        # A number that only the hidden inputs give has to be right in every part.
        "loss-divided-again/2": {"the losses", "a list that falls", "seed"},
        "seed-unused": {"seed"},
        "raises-where-batch-size-exceeds": {"a batch_size above N"},
        "start-included/1": {
            "the losses",
            "a list that falls",
            "seed",
            "a batch_size above N",
        },
        "optimizer-in-every-epoch": {"mini-batch steps", "a batch_size above N"},
    },
}


def find(entry: Entry, name: str) -> object:
    path = FOLDER / f"{entry.id}--{name}.py"
    if path.exists():
        return answer_of(path.stem, entry)
    return next(wrong.obj for _, wrong in entry.wrong if wrong.name == name)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_what_is_right_keeps_its_points(entry):
    parts = {part.name for part in entry.exercise.parts}
    keys = fresh_visible_keys(entry.id)
    for name, lost in LOST[entry.id].items():
        observed = [run(entry, find(entry, name), case) for case in keys.cases]
        verdict = judge(entry.exercise, keys, observed)
        assert parts - set(verdict.parts) == lost, name
    assert set().union(*LOST[entry.id].values()) == parts, "a part is lost by nobody"


def test_the_points_of_the_chapters_are_what_they_were():
    points = {entry.id: entry.exercise.points for entry in ENTRIES}
    assert points == {
        "lr-init": 2, "lr-sigmoid": 2, "lr-forward": 2, "lr-backward": 4, "lr-optimize": 2,
        "bce": 2, "lr-train": 3, "logistic-function": 3, "fit-line": 4, "minibatches": 4,
        "sgd": 6, "train-epoch": 3, "evaluate": 3, "adam": 10, "paper-experiment": 7,
    }  # fmt: skip
