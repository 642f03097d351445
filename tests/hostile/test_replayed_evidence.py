"""Evidence that knows all that a student's machine holds, and not the secret, earns nothing.

The strongest forger has the worker's process in his hand: he can send any evidence. What he
can know is the package's own keys: the expected values of the visible cases. Here he sends
these for the hidden cases, in every order.
"""

from __future__ import annotations

import pytest
import torch

from autograder.catalogue import CHAPTERS, Entry, chapter_of
from autograder.catalogue.draw import Draw
from autograder.catalogue.keys import run
from course_utils.core.case import Case
from course_utils.core.compare import expected_from
from course_utils.core.evidence import Evidence
from course_utils.core.judge import judge
from course_utils.core.key import Key, Keys, visible_keys

ENTRIES = [entry for chapter in CHAPTERS for entry in chapter_of(chapter)]
# The answer is one and the same number for every input, which the contract gives away.
CONSTANT = {"intermediate-grad": "dz/dy of z = 10y + 25 is 10, wherever one looks"}


def expected_evidence(key: Key) -> Evidence:
    return Evidence({name: expected.values[0] for name, expected in key.expected.items()})


def secret_key(entry: Entry, case: Case) -> Key:
    assert entry.right is not None
    evidence = run(entry, entry.right.obj, case.as_double(), torch.float64)
    return Key(case, {name: expected_from([evidence[name]]) for name in evidence}, {})


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_visible_answers_are_worth_nothing_on_hidden_inputs(entry: Entry) -> None:
    visible = [Key(key.case, key.expected, {}) for key in visible_keys(entry.id).keys]
    assert entry.make_cases is not None
    hidden = [secret_key(entry, case) for case in entry.make_cases(Draw("a secret of the test"))]
    keys = Keys(entry.id, (*visible, *hidden), {})
    told = [expected_evidence(key) for key in visible]
    honest = judge(entry.exercise, keys, told + [expected_evidence(key) for key in hidden])
    assert honest.state == "passed"

    earned = 0.0
    for shift in range(len(told)):
        forged = [told[(place + shift) % len(told)] for place in range(len(hidden))]
        earned = max(earned, judge(entry.exercise, keys, told + forged).score)
    assert earned == (entry.exercise.points if entry.id in CONSTANT else 0)
