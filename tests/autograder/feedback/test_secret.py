"""Nothing of a hidden input's values is on the page, however a student's code tries."""

from __future__ import annotations

import re

import pytest
import torch

from autograder.catalogue.entry import chapter_of, find_entry
from tests.autograder.feedback.reading import Reader
from tests.autograder.feedback.samples import (
    CHAPTER,
    keys_of,
    mistaken,
    on_hidden_inputs,
    page_of,
    written,
)

_NUMBER = re.compile(r"\d+[.,]\d{3,}")


def secrets(exercise_id: str) -> set[str]:
    """The first decimals of every number among the hidden inputs."""
    found = set()
    for case in keys_of(exercise_id).cases:
        for value in case.inputs.values():
            if isinstance(value, torch.Tensor) and value.is_floating_point():
                found |= {f"{abs(number):.4f}"[:5] for number in value.flatten().tolist()}
    return {text for text in found if _NUMBER.fullmatch(text)}


def test_on_hidden_inputs_every_mistake_of_the_chapter_is_told_without_numbers():
    for entry in chapter_of(CHAPTER):
        texts = " ".join(
            [entry.exercise.contract, *entry.exercise.hints, *entry.exercise.labels.values()]
            + [f"{mistake.sentence} {mistake.why}" for mistake in entry.mistakes.values()]
        )
        for name, mistake in entry.mistakes.items():
            verdict = mistaken(entry.id, name)
            reader = Reader(page_of(on_hidden_inputs(verdict)))
            assert mistake.sentence in reader.text.replace("`", "") or "`" in mistake.sentence
            assert "on inputs that you have not seen" in reader.text
            assert not reader.tags("figure")
            shown = set(_NUMBER.findall(reader.text)) - set(_NUMBER.findall(texts))
            assert not shown, (entry.id, name, shown)


def test_the_same_mistake_on_a_visible_case_does_show_its_numbers():
    text = Reader(page_of(mistaken("lr-sigmoid", "sign-of-z"))).text
    assert _NUMBER.search(text)


def _message(yhat, y):
    raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied {yhat.tolist()}")


def _class_name(yhat, y):
    raise type(str(yhat.tolist()), (Exception,), {})("mine")


def _key(yhat, y):
    return {}[str(yhat.tolist())]


def _undefined_name(yhat, y):
    return eval("_" + str(yhat.flatten().tolist()[0]).replace(".", "_"), {})


def _attribute(yhat, y):
    return getattr(yhat, str(yhat.tolist()))


def _attribute_of_none(yhat, y):
    return getattr(None, str(yhat.tolist()))


def _type_name(yhat, y):
    return type(str(yhat.tolist()), (), {})()


@pytest.mark.parametrize(
    "answer",
    [_message, _class_name, _key, _undefined_name, _attribute, _attribute_of_none, _type_name],
)
def test_a_students_text_carries_no_hidden_value_out(answer):
    verdict = written("bce", answer)
    carried = secrets("bce")
    assert carried
    told = Reader(page_of(on_hidden_inputs(verdict))).text
    assert not [text for text in carried if text in told or text.replace(".", "_") in told]
    assert "not yet" in told


def test_the_exceptions_class_is_told_when_it_is_pythons_own():
    told = Reader(page_of(on_hidden_inputs(written("bce", _message)))).text
    assert "in bce(yhat, y), on inputs that you have not seen: RuntimeError" in told
    told = Reader(page_of(on_hidden_inputs(written("bce", _class_name)))).text
    assert "on inputs that you have not seen: an exception" in told


def test_the_kind_of_a_result_is_told_on_hidden_inputs():
    told = Reader(page_of(on_hidden_inputs(written("bce", lambda yhat, y: None)))).text
    assert "yours is None where a tensor belongs" in told
    assert find_entry("bce").exercise.label("loss") in told
