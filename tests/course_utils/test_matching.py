"""Which mistake is named, and what numbers say: nothing that later items or cases contradict."""

from __future__ import annotations

import numpy
import pytest
import torch
from torch import nn

from course_utils.core.case import Case
from course_utils.core.compare import expected_from
from course_utils.core.evidence import Evidence, Item, single
from course_utils.core.exercise import Exercise, Part, exercises
from course_utils.core.explain import finding_of
from course_utils.core.judge import judge
from course_utils.core.key import Key, Keys, visible_keys
from course_utils.core.mistake import Mistake
from course_utils.core.probing import kind_mismatch
from course_utils.core.raised import is_tag
from course_utils.texts import words
from course_utils.views.text import message

EXERCISE = Exercise(
    id="made-up", title="", chapter="", symbol="f", contract="f(x)", minutes=1, difficulty=1,
    importance=1, hints=("a", "b", "c"), parts=(Part("all", 1, ("a", "b", "c")),),
    kinds={"size": "shape", "accuracy": "share", "later": "after", "start": "made"},
    inputs={"old": "the old gradient"},
)  # fmt: skip


def number(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


RIGHT = {"a": number(1.25, 2.5), "b": number(3.75), "c": number(-1.5, 0.25)}
WRONG = {"a": number(1.5, 3.25), "b": number(4.125), "c": number(-2.75, 0.5)}


def named(observed: dict[str, Item], *mistakes: dict[str, Item], raised: bool = False) -> str:
    """The id of the mistake that is named: m0, m1, … in the order given; or general, or empty."""
    key = Key(
        Case("a case", {"x": number(0.5, 0.75)}),
        {name: expected_from([value]) for name, value in RIGHT.items()},
        {(f"m{i}", 0): Evidence(dict(items)) for i, items in enumerate(mistakes)},
    )
    texts = {f"m{i}": Mistake(f"m{i}", "s", "w") for i in range(len(mistakes))}
    found = judge(EXERCISE, Keys("made-up", (key,), texts), [Evidence(dict(observed))])
    return found.mistake or ""


def test_a_mistake_that_predicts_all_is_named():
    assert named({**RIGHT, **WRONG}, WRONG) == "m0"
    assert named({**RIGHT, "b": number(7.5)}, {**RIGHT, "b": number(7.5)}) == "m0"


def test_one_number_alone_is_a_coincidence_when_a_later_item_contradicts_it():
    seen = {**RIGHT, "b": number(7.5), "c": number(9.5, 9.25)}
    assert not named(seen, {**RIGHT, "b": number(7.5), "c": number(8.5, 8.25)}).startswith("m")


def test_of_two_mistakes_at_once_the_first_is_named_when_several_numbers_speak_for_it():
    seen = {**RIGHT, "a": WRONG["a"], "c": number(9.5, 9.25)}
    assert named(seen, WRONG, {**RIGHT, "c": WRONG["c"]}) in ("", "m0")
    assert named(seen, {**RIGHT, "a": WRONG["a"]}) == "m0"


def test_what_came_out_right_refutes_a_mistake_that_predicts_it_wrong():
    seen = {**RIGHT, "a": WRONG["a"]}
    assert not named(seen, WRONG).startswith("m")
    assert named(seen, WRONG, {**RIGHT, "a": WRONG["a"]}) == "m1"


def test_of_two_that_are_equally_good_none_is_told():
    seen = {**RIGHT, "a": WRONG["a"], "c": number(9.5, 9.25)}
    alike = {**RIGHT, "a": WRONG["a"]}
    assert not named(seen, alike, {**alike, "c": number(8.5, 8.25)}).startswith("m")


def test_the_class_of_an_exception_names_nothing():
    bare = {"a": RIGHT["a"], "raised": "TypeError"}
    assert named(bare, bare) == ""
    told = {"a": RIGHT["a"], "raised": "TypeError: no-length"}
    assert named(told, told) == "m0"


@pytest.mark.parametrize("exercise_id", list(exercises()))
def test_no_mistake_of_the_course_is_known_by_a_bare_class(exercise_id):
    for key in visible_keys(exercise_id).keys:
        for variant, evidence in key.wrong.items():
            assert evidence.raised is None or is_tag(evidence.raised), (variant, evidence.raised)


# What numbers say.


def seen(
    item: str, yours: Item, expected: torch.Tensor, others=(), **inputs: torch.Tensor
) -> tuple[str, str]:
    found = finding_of(item, yours, expected, Case("a case", inputs), EXERCISE, others)
    return words(found.seen), found.cause.id if found.cause else ""


@pytest.mark.parametrize("item", ["accuracy", "size", "later", "start"])
def test_a_factor_is_told_of_numbers_alone(item):
    assert seen("a", number(2.5), number(1.25))[1] == "general:factor-two"
    assert seen(item, number(2.5), number(1.25)) == ("", "")


def test_a_count_has_no_factor():
    assert seen("a", torch.tensor(84), torch.tensor(42)) == ("", "")


def test_a_factor_that_differs_from_case_to_case_is_no_constant():
    yours, expected = number(3.75, 7.5), number(1.25, 2.5)
    other = (number(5.0, 10.0), number(1.25, 2.5), Case("b", {}))
    same = (number(3.75, -7.5), number(1.25, -2.5), Case("b", {}))
    assert seen("a", yours, expected, [same])[1] == "general:factor"
    assert seen("a", yours, expected, [other])[1] == "general:varying-factor"


def test_one_wrong_element_that_is_the_largest_is_not_cut_off():
    expected = number(0.72, 0.1, -0.2, 0.3, 0.2)
    assert "cut off" not in seen("a", number(0.59, 0.1, -0.2, 0.3, 0.2), expected)[0]
    many = number(0.9, 0.8, 0.1, -0.2, 0.3)
    assert "cut off" in seen("a", many.clamp(max=0.5), many)[0]


def test_only_inputs_that_a_student_knows_are_named():
    expected, inner = number(1.0, 2.0, 3.0), number(0.5, -0.25, 0.75)
    assert "cubic" not in seen("a", expected + 2 * inner, expected, cubic=inner)[0]
    assert "multiple of x" in seen("a", expected + 2 * inner, expected, x=inner)[0]
    assert "the old gradient" in seen("a", expected + 2 * inner, expected, old=inner)[0]
    assert "the second x" in seen("a", expected + 2 * inner, expected, **{"second x": inner})[0]


def test_an_answer_that_is_the_same_each_time_is_said_to_be():
    keys = Keys(
        "made-up",
        tuple(
            Key(Case(name, {"x": number(k)}), {"a": expected_from([number(20.0 * k)])}, {})
            for name, k in (("one", 1.5), ("two", 2.5), ("three", 3.0))
        ),
        {},
    )
    found = judge(EXERCISE, keys, [Evidence({"a": number(60.0)}) for _ in range(3)])
    assert found.mistake == "general:same-each-time"
    assert "the answer is 60.00 each time, whatever the function is given" in message(
        found, EXERCISE
    )
    nan, inf = float("nan"), float("inf")
    for values in ((60.0, 120.0, 180.0), (nan, nan, nan), (0.0, 0.0, 0.0), (inf, inf, inf)):
        other = [Evidence({"a": number(value)}) for value in values]
        assert judge(EXERCISE, keys, other).mistake != "general:same-each-time"


# How it is said.


def card(item: str, yours: Item, expected: torch.Tensor) -> str:
    key = Key(Case("a case", {}), {item: expected_from([expected])}, {})
    return message(
        judge(EXERCISE, Keys("made-up", (key,), {}), [Evidence({item: yours})]), EXERCISE
    )


SAID = {
    "a shape": ("size", torch.tensor([1, 4]), torch.tensor([4]), "is (1, 4); expected (4,)"),
    "no Parameter": (
        "size",
        "no Parameter at all",
        torch.tensor([2, 4]),
        "there is no such Parameter; it should have the shape (2, 4)",
    ),
    "a key": ("a", "no key d_w1", torch.ones(2, 3).double(), "there is no key d_w1; expected a"),
    "None": ("a", "None", torch.ones(6, 7).double(), "expected a tensor of shape (6, 7): 1.00"),
    "counts": ("a", torch.tensor([8, 8]), torch.tensor([8, 8, 4]), "8, 8; expected 8, 8, 4"),
    "a model": ("later", number(1.5), number(2.5), "it is in another mode, or its numbers were"),
    "all differ": ("a", number(9.5, -8.5), number(2.5, 1.5), "≠ the first"),
    "a shape is no cause": ("a", number(1.5, 2.5), number(1.5, 2.5, 3.5), "expected (3,)"),
}  # fmt: skip


@pytest.mark.parametrize(("item", "yours", "expected", "words"), SAID.values(), ids=SAID.keys())
def test_a_fact_is_said_in_words_for_its_kind(item, yours, expected, words):
    text = card(item, yours, expected)
    assert words in text
    caused = "This is what you get" in text or "like these when" in text or "like this" in text
    assert not caused or (item == "a" and yours == "None")


WHEN = {
    "start": "when f(…) was made, case",
    "mse(pred, target)": "in mse(pred, target), case",
    "what parameters() lists": "while finding out what parameters() lists, case",
    'grads["dw"]': 'while computing grads["dw"], case',
}


@pytest.mark.parametrize(("item", "words"), WHEN.items(), ids=WHEN.keys())
def test_when_an_exception_came_is_said(item, words):
    key = Key(Case("a case", {}), {item: expected_from([number(1.0)])}, {})
    found = judge(EXERCISE, Keys("made-up", (key,), {}), [Evidence({"raised": "TypeError"})])
    assert words in message(found, EXERCISE)


@pytest.mark.parametrize(
    "value",
    [numpy.float32(2.5), numpy.array(2.5), numpy.array([2.5]), numpy.array([[2.5]], numpy.float32)],
    ids=repr,
)
def test_one_number_of_numpy_is_a_number(value):
    assert torch.equal(single(value), torch.tensor(2.5, dtype=torch.float64))


def test_several_numbers_of_numpy_and_objects_are_none():
    assert single(numpy.array([1.0, 2.0])) == "an ndarray"
    assert single(numpy.array([object()])) == "an ndarray"


CLASSES = ["my-linear", "scaler", "drop-net", "net", "tower", "sgd", "adam", "lr-init"]


@pytest.mark.parametrize("name", ["_init_", "init", "__int__", "__init"])
@pytest.mark.parametrize("exercise_id", CLASSES)
def test_a_misspelt_init_is_told_in_every_exercise_with_a_class(exercise_id, name):
    def start(self, *args, **named):
        super(cls, self).__init__()

    base = object if exercise_id in ("sgd", "adam") else nn.Module
    methods = {name: start, "forward": lambda self, x: x}
    cls = type(exercises()[exercise_id].symbol, (base,), methods)
    sentence = kind_mismatch(exercise_id, cls)
    assert sentence is not None and f"`{name}`" in str(sentence)
    right = type("Right", (base,), {"__init__": start, "init": start})
    assert "__init__" not in str(kind_mismatch(exercise_id, right))


@pytest.mark.parametrize("name", ["_init_", "__init_", "__init", "_init__", "__int__", "init"])
def test_a_misspelt_init_is_named_as_it_was_written(name):
    space = {}
    exec(f"class SGD:\n    def {name}(self, params, lr):\n        self.lr = lr", space)
    assert f"but a method `{name}`." in str(kind_mismatch("sgd", space["SGD"]))


def test_the_forward_of_nn_module_is_none():
    cls = type("LR", (nn.Module,), {})
    assert "has no method forward at the moment" in str(kind_mismatch("lr-forward", cls))


def test_a_module_made_in_init_is_no_method():
    class LR(nn.Module):
        def __init__(self):
            super().__init__()
            self.sigmoid = nn.Sigmoid()

    told = str(kind_mismatch("lr-sigmoid", LR))
    assert "What __init__ puts into self.sigmoid is an attribute" in told


def test_an_exception_that_comes_sooner_than_the_mistakes_own_speaks_against_it():
    raised = {"raised": "IndexError: index-outside"}
    at_once, after_a = dict(raised), {"a": RIGHT["a"], **raised}
    expected = {name: expected_from([value]) for name, value in RIGHT.items()}
    keys = [
        Key(Case(f"case {i}", {"x": number(0.5)}), expected, {("m", 0): Evidence(dict(wrong))})
        for i, wrong in enumerate((at_once, after_a))
    ]
    made = Keys("made-up", tuple(keys), {"m": Mistake("m", "s", "w")})
    assert judge(EXERCISE, made, [Evidence(dict(at_once)), Evidence(after_a)]).mistake == "m"
    sooner = [Evidence(dict(at_once)), Evidence(dict(at_once))]
    assert judge(EXERCISE, made, sooner).mistake == "general:index-outside"
