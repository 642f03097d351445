"""What a probe notes of a value that is no number is a template: it is said in any language."""

from __future__ import annotations

import json
import pickle

import pytest
import torch

from autograder.catalogue.entry import catalogue
from autograder.catalogue.keys import run
from autograder.translation import Listener
from autograder.translation.pseudo import Pseudo
from autograder.translation.templates import translated_templates
from course_utils.core.case import Case
from course_utils.core.detail import RAISED
from course_utils.core.evidence import Evidence, pack, unpack
from course_utils.core.exercise import find_exercise
from course_utils.core.explain import finding_of
from course_utils.core.key import from_file, to_bytes, visible_keys
from course_utils.core.kinds import describe, plain_kind, read_kind
from course_utils.core.values import numbers_of
from course_utils.core.verdict import Difference
from course_utils.texts import (
    ENGLISH,
    Message,
    Observed,
    observed,
    read_observed,
    say,
    using,
    words,
    write_words,
)
from course_utils.texts.observed_words import OBSERVED
from course_utils.views.secret import unnamed
from tests.autograder.build.pseudo_words import plain

# Names and symbols, which are the same in every language.
CODE = {
    *("None", "float", "int", "bool", "str", "list", "tuple", "dict", "Tensor", "ndarray", "Size"),
    *("max", "generator", "loss", "mean", "std", "logits", "pred", "target", "yhat", "out"),
    *(
        "function",
        "Value",
        "data",
        "number",
        "float16",
        "float32",
        "float64",
        "int64",
        "bfloat16",
        "uint8",
    ),
}


def texts_of(exercise_id: str) -> set[str]:
    """All texts of an exercise's visible keys, and of what else its wrong answers show."""
    entry, keys = catalogue()[exercise_id], visible_keys(exercise_id)
    seen = [run(entry, answer.obj, case) for _, answer in entry.wrong[::7] for case in keys.cases]
    seen += [evidence for key in keys.keys for evidence in key.wrong.values()]
    items = [(name, item) for evidence in seen for name, item in evidence.items.items()]
    items += [(n, v) for key in keys.keys for n, e in key.expected.items() for v in e.values]
    return {item for name, item in items if isinstance(item, str) and name != RAISED}


@pytest.mark.parametrize("exercise_id", list(catalogue()))
def test_every_text_of_the_evidence_is_said_in_another_language(exercise_id):
    templates = translated_templates(Pseudo())
    english = [text for text in texts_of(exercise_id) if not isinstance(text, Observed)]
    assert english == []
    with using(templates):
        for text in texts_of(exercise_id):
            said = words(text)
            assert plain(said, frozenset(CODE)) == [], said


def test_every_template_of_it_is_in_the_catalogue_of_texts():
    listener = Listener()
    translated_templates(listener)
    heard = {context for context, _ in listener.heard}
    silent = [code for code in OBSERVED if f"template/{code}" not in heard]
    # These have no words.
    assert {ENGLISH[code] for code in silent} == {"{name}", "p", "1 − p", "w = b = 0"}


def test_it_compares_as_its_english_text_in_every_language():
    with using(translated_templates(Pseudo())):
        text = observed("changed-names", names="w0")
        assert text == "changed: w0" and hash(text) == hash("changed: w0")
        assert words(text) == "⟦ćĥááńğééđ: w0⟧"
    assert words(text) == "changed: w0"


def test_it_crosses_a_process_a_file_and_a_journal():
    inside = observed("kind.list-holds", what=observed("kind.of-length", name="tuple", length="2"))
    evidence = Evidence()
    evidence.text("grads", inside)
    evidence.ended("ValueError")
    tensors: dict[str, torch.Tensor] = {}
    data = json.loads(json.dumps(pack(evidence, "e", tensors)))
    again = unpack(data, "e", tensors)
    assert again["grads"] == "a list that holds a tuple of 2" and again.raised == "ValueError"
    assert again["grads"].message == inside.message  # type: ignore[union-attr]
    assert pickle.loads(pickle.dumps(inside)).message == inside.message

    told = Difference("a", "grads", "grads", numbers_of(inside), numbers_of(observed("kept")))
    row = json.loads(json.dumps(told.to_json()))
    assert Difference.from_json(row) == told
    assert isinstance(Difference.from_json(row).expected, Observed)
    assert row["yours"] == "a list that holds a tuple of 2"


def test_older_rows_and_keys_hold_texts_alone(tmp_path):
    row = Difference("a", "inputs", "the arguments", "changed: x", "kept").to_json()
    assert Difference.from_json(row).yours == "changed: x"
    of_a_newer_release = row | {"yours observed": {"code": "observed.no-such", "fields": {}}}
    assert Difference.from_json(of_a_newer_release).yours == "changed: x"

    keys = visible_keys("descend")
    (tmp_path / "now").write_bytes(to_bytes(keys))
    now = from_file(tmp_path / "now")
    (item,) = (key.expected["inputs"].values[0] for key in now.keys[:1])
    assert isinstance(item, Observed) and item == "kept"


@pytest.mark.parametrize(
    "data",
    [
        "kept", None, [], {"code": "observed.no-such", "fields": {}},
        {"code": "observed.kept", "fields": {"more": "x"}},
        {"code": "observed.kind.a", "fields": {}},
        {"code": "headline.passed", "fields": {}},
        {"code": "{0.__class__:>999999999}", "fields": {}},
    ],
)  # fmt: skip
def test_what_no_probe_notes_is_refused(data):
    with pytest.raises(ValueError):
        read_observed(data)


def test_a_code_that_is_not_known_is_no_format_of_somebody_elses():
    assert words(Message("{x:>99}", (("x", "y"), ("x.real", "z")))) == "[{x:>99}] y"


def test_a_long_name_is_cut():
    made = describe(type("A" * 5000, (), {})())
    assert len(made) <= 200
    assert len(json.dumps(write_words(made))) < 400


@pytest.mark.parametrize(
    ("value", "text", "name"),
    [
        (None, "None", "None"),
        ([1, 2], "a list of 2", "list"),
        (3, "an int", "int"),
        (print, "a function, not its result", "function"),
    ],
)
def test_a_kind_is_written_and_read(value, text, name):
    assert describe(value) == text and read_kind(text).name == name
    assert words(plain_kind(text) or "") == text.removesuffix(" of 2")


def test_nothing_of_it_is_repeated_on_hidden_inputs():
    exercise, case = find_exercise("repeated-grads"), Case("a", {}, {})
    seen = finding_of("grads", describe([7] * 12345), torch.zeros(3), case, exercise)
    assert "12345" in words(seen.seen)
    assert seen.cause is not None and "12345" in words(seen.cause.sentence)
    assert unnamed(seen.seen) == ""
    assert unnamed(seen.cause.sentence) == say("general.kind-not-tensor/unnamed")
    assert ENGLISH["general.kind-not-tensor/unnamed"]


def test_a_student_who_chooses_a_key_does_not_choose_a_template():
    evidence = Evidence()
    evidence.text("d_w", observed("kind.no-key", name="{name} {x}"))
    assert evidence["d_w"] == "no key {name} {x}"


def test_the_kinds_of_what_f_was_called_with_are_few():
    from course_utils.probes.autograd import _listed

    assert _listed({"float64", "float32"}) == "float32 and float64"
    assert _listed({f"kind {k}" for k in range(99)}).count(" and ") == 2
    assert _listed(set()) == "f is never called"
    assert read_observed(write_words(_listed({"a", "b", "c", "d"})))
