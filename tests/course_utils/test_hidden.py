"""Whether inputs are hidden is a field: no name of a case decides what is shown."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch

from course_utils.core.case import Case, pack_case, unpack_case
from course_utils.core.compare import expected_from
from course_utils.core.detail import Detail
from course_utils.core.evidence import Evidence
from course_utils.core.exercise import Exercise, Part
from course_utils.core.judge import judge
from course_utils.core.key import Key, Keys, from_file, to_bytes, visible_keys
from course_utils.core.mistake import Mistake
from course_utils.core.verdict import Verdict
from course_utils.texts import ENGLISH, Message, Theirs, say, words
from course_utils.views import html, text
from course_utils.views.secret import UNNAMED, unnamed, without_values

EXERCISE = Exercise(
    id="made-up", title="", chapter="", symbol="f", contract="f(x)", minutes=1, difficulty=1,
    importance=1, hints=("a", "b", "c"), parts=(Part("all", 1, ("a",)),),
)  # fmt: skip
RIGHT = torch.tensor([0.7312, 2.4519], dtype=torch.float64)
NAMES = ("hidden case 1", "hidden", "HIDDEN", "a batch", "visible")


def verdict(name: str, hidden: bool, **observed) -> Verdict:
    """What is judged of an answer to one case."""
    case = Case(name, {"x": RIGHT}, hidden=hidden)
    key = Key(case, {"a": expected_from([RIGHT])}, {})
    items = {"a": RIGHT + torch.tensor([0.0, 1.0]), **observed}
    evidence = Evidence({n: i for n, i in items.items() if i is not None})
    if evidence.raised:
        evidence.detail = Detail("KeyError", "0.7312", "raise KeyError(x)")
    return judge(EXERCISE, Keys("made-up", (key,), {}), [evidence])


def told(one: Verdict) -> str:
    """All that is shown of it, in both views and after a journal."""
    again = Verdict.from_json(json.loads(json.dumps(one.to_json())))
    return "".join(f(v, EXERCISE) for v in (one, again) for f in (html.card, text.message))


@pytest.mark.parametrize("name", NAMES)
def test_a_visible_case_is_shown_whatever_it_is_called(name):
    one = verdict(name, hidden=False)
    assert not one.hidden
    assert "2.45" in told(one) and f"“{name}”" in told(one)
    raised = verdict(name, hidden=False, a=None, raised="KeyError: '0.7312'")
    assert "raise KeyError(x)" in told(raised) and "KeyError: 0.7312" in told(raised)
    assert "the key '0.7312'" in told(raised)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "observed",
    [
        {},
        {"a": RIGHT + 1},
        {"a": None, "raised": "KeyError: '0.7312'"},
        {"a": None, "raised": "AttributeError: of a tensor: 0.7312"},
        {"a": None, "raised": "0.7312: 2.4519"},
        {"a": None, "raised": "NotAttempted in 0.7312"},
        {"a": "a 0.7312"},
        {"a": "no 0.7312"},
        {"a": "a list that holds 0.7312"},
        {"a": "a float 2.4519, not 0.7312"},
    ],
)
def test_a_hidden_case_is_not_shown_however_innocent_its_name(name, observed):
    one = verdict(name, hidden=True, **observed)
    assert one.hidden
    shown = told(one)
    assert "on inputs that you have not seen" in shown
    assert f"“{name}”" not in shown
    for secret in ("0.73", "2.45", "raise KeyError"):
        assert secret not in shown


def test_a_case_takes_the_field_along():
    case = Case("a batch", {"x": RIGHT.float(), "n": 3}, {2: "the number"}, hidden=True)
    assert case.as_double().hidden and case.with_inputs(n=4).hidden
    for one in (case, replace(case, hidden=False)):
        tensors: dict[str, torch.Tensor] = {}
        assert unpack_case(pack_case(one, "0", tensors), "0", tensors).hidden is one.hidden


def test_a_key_file_keeps_the_field(tmp_path):
    keys = visible_keys("bce")
    assert not any(case.hidden for case in keys.cases)
    path = tmp_path / "k.safetensors"
    path.write_bytes(to_bytes(keys))
    assert not any(case.hidden for case in from_file(path).cases)
    secret = tuple(replace(k, case=replace(k.case, hidden=True)) for k in keys.keys)
    path.write_bytes(to_bytes(replace(keys, keys=secret)))
    assert all(case.hidden for case in from_file(path).cases)


def test_a_journal_of_before_is_read_as_it_was_meant():
    older = {
        "exercise": "made-up", "state": "error", "score": 0, "max_score": 1, "parts": {},
        "mistake": "general:factor",
        "difference": {
            "case": "hidden case 2", "item": "a", "label": "a", "yours": None, "expected": "",
            "seen": "3 of 4 elements differ, the first at [0]: yours 0.7312, expected 2.4519",
            "missing": "",
        },
        "cause": {"id": "general:factor", "sentence": "it is so", "why": "", "hint": 1},
        "note": "", "detail": "ValueError: bad: 0.7312  (line: raise ValueError(x))",
    }  # fmt: skip
    hidden = Verdict.from_json(older)
    assert hidden.hidden and hidden.cause == Mistake("general:factor", "it is so", "", 1)
    assert "0.73" not in told(hidden) and "3 of 4 elements differ" in told(hidden)
    shown = Verdict.from_json({**older, "difference": {**older["difference"], "case": "a batch"}})
    assert not shown.hidden
    assert shown.detail == Detail("ValueError", "bad: 0.7312", "raise ValueError(x)")


def test_what_repeats_a_students_text_has_other_words_for_hidden_inputs():
    said = say("raised.missing-key", name=Theirs("0.7312"))
    assert "0.7312" in words(said)
    assert "0.73" not in words(unnamed(said))
    inside = say("note.asks", contract=say("raised.missing-key", name=Theirs("0.7312")))
    assert "0.73" not in words(unnamed(inside))
    ours = say("raised.missing-key", name="'dw'")
    assert unnamed(ours) == ours
    unnamed_ones = [code for code in ENGLISH if code.endswith(UNNAMED)]
    assert unnamed_ones and all(isinstance(ENGLISH[code], str) for code in unnamed_ones)
    assert not any("{" in str(ENGLISH[code]) for code in unnamed_ones)


def test_the_cause_of_a_visible_case_keeps_its_names_until_all_are_spoken_of():
    one = verdict("a batch", hidden=False, a=None, raised="KeyError: 'mine'")
    again = Verdict.from_json(json.loads(json.dumps(one.to_json())))
    for each in (one, again):
        assert each.cause is not None and isinstance(each.cause.sentence, Message)
        assert "mine" in words(each.cause.sentence)
        general = without_values(each).cause
        assert general is not None and "mine" not in words(general.sentence)
