"""The two views of a verdict: text and HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import torch

from autograder.catalogue.entry import catalogue
from course_utils.core.detail import Detail
from course_utils.core.judge import judge
from course_utils.core.mistake import Mistake
from course_utils.core.values import numbers_of
from course_utils.core.verdict import Difference, Verdict, unjudged
from course_utils.texts import Theirs, say, words
from course_utils.views import html
from course_utils.views.figures import SHOWN, compare_table, points, write_pair
from course_utils.views.text import message
from tests.keys import SECRET, shared_keys, told_by

BACKWARD = catalogue()["lr-backward"].exercise
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&`x`"


def verdict(difference: Difference | None = None, **more) -> Verdict:
    """A verdict on lr-backward."""
    state = more.pop("state", "wrong")
    return Verdict("lr-backward", state, 4.0, difference=difference, **more)


def difference(yours, expected, seen: str = "", item: str = "dw") -> Difference:
    """A difference in grads["dw"]."""
    both = [one if one is None else numbers_of(one) for one in (yours, expected)]
    return Difference("a batch", item, 'grads["dw"]', *both, seen)


def on_hidden_inputs(found: Verdict) -> Verdict:
    """The same verdict, had only hidden inputs shown it."""
    assert found.difference is not None
    return replace(found, difference=replace(found.difference, hidden=True))


class Balanced(HTMLParser):
    """Collects tags and attributes, and insists that every tag is closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(source)
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        self.words.append(data)


def test_the_message_of_a_scalar_reads_as_the_design_says() -> None:
    seen = "yours is 8.00 times the expected one, and 8 is the number of examples"
    cause = Mistake(
        "missing-mean",
        "the sum over the batch is not divided by m",
        "J averages over the examples; so does its gradient.",
        2,
    )
    found = difference(torch.tensor(-0.96), torch.tensor(-0.12), seen)
    text = message(verdict(found, parts={"db": 1.0}, cause=cause), BACKWARD)
    assert text.splitlines() == [
        "lr-backward: not yet (1 of 4 points in the visible checks)",
        f'grads["dw"], case “a batch”: yours −0.96, expected −0.12; {seen}.',
        "You get numbers like these when the sum over the batch is not divided by m.",
        "J averages over the examples; so does its gradient.",
        'Next: hint("lr-backward", 2)',
    ]


def test_a_table_is_aligned_and_marks_what_differs() -> None:
    yours = torch.tensor([[1.0, -2.5, 3.0]]).T.double()
    expected = torch.tensor([[1.0, 2.5, 3.0]]).T.double()
    lines = message(verdict(difference(yours, expected)), BACKWARD).splitlines()
    assert lines[2:6] == [
        "    at       yours  expected  ratio",
        "    [0, 0]   1.000     1.000   1.00  ≈ agrees",
        "    [1, 0]  −2.500     2.500  −1.00  ≠ the first",
        "    [2, 0]   3.000     3.000   1.00  ≈ agrees",
    ]


def test_a_large_table_is_cut_around_the_first_difference() -> None:
    expected = torch.arange(1.0, 101.0).double()
    yours = expected.clone()
    yours[50] = 0.0
    table = compare_table(numbers_of(yours), numbers_of(expected))
    assert len(table.rows) == SHOWN
    assert any(
        row[0] == "[50]" and flag for row, flag in zip(table.rows, table.differs, strict=True)
    )
    assert "92 more of 100" in table.more


def test_numbers_get_the_digits_that_tell_them_apart() -> None:
    assert write_pair(0.12311, 0.12349) == ("0.1231", "0.1235")
    assert write_pair(1e-5, -2e-5) == ("1.00e−05", "−2.00e−05")
    assert write_pair(float("nan"), 0.5) == ("NaN", "0.50")
    assert write_pair(float("-inf"), 3) == ("−∞", "3")


def test_points_have_no_needless_decimals() -> None:
    assert [points(value) for value in (4.0, 0.5, 1 / 3)] == ["4", "0.5", "0.33"]


def test_shapes_that_differ_are_set_side_by_side() -> None:
    found = difference(torch.zeros(3, 2).double(), torch.ones(3, 1).double(), "the shapes differ")
    text = message(verdict(found), BACKWARD)
    assert re.search(r"yours +\(3, 2\) +0\.00", text)
    assert re.search(r"expected +\(3, 1\) +1\.00, 1\.00, 1\.00", text)


@pytest.mark.parametrize("yours", [None, "None", "a list of 3"])
def test_what_is_no_tensor_is_said_in_words(yours) -> None:
    text = message(verdict(difference(yours, torch.ones(2).double())), BACKWARD)
    assert "expected a tensor of shape (2,): 1.00, 1.00" in text


def test_texts_are_quoted() -> None:
    text = message(verdict(difference("changed: x", "kept", item="inputs")), BACKWARD)
    assert "yours “changed: x”, expected “kept”" in text


def test_an_empty_tensor_and_a_boolean_one_can_be_told() -> None:
    for yours, expected in (
        (torch.zeros(0), torch.ones(2)),
        (torch.ones(2), torch.zeros(0)),
        (torch.tensor([True, False]), torch.tensor([True, True])),
    ):
        assert "not yet" in message(verdict(difference(yours, expected)), BACKWARD)


@pytest.mark.parametrize("exercise_id", list(catalogue()))
def test_a_hidden_message_names_the_mistake_and_tells_no_number_of_the_inputs(exercise_id) -> None:
    entry = catalogue()[exercise_id]
    keys = shared_keys(exercise_id, SECRET)
    for observed in dict(reversed(told_by(entry, keys))).values():  # one of each mistake
        found = judge(entry.exercise, keys, observed)
        text = message(on_hidden_inputs(found), entry.exercise)
        assert found.cause is None or words(found.cause.sentence).rstrip(".") in text
        assert "visible" not in text
        assert not any(f"“{case.name}”" in text for case in keys.cases)
        assert not re.search(r"expected −?\d", text), text
        assert "in the line" not in text
        assert not re.search(r"\bratio\b", text), text


def test_a_hidden_exception_keeps_its_class_alone() -> None:
    found = difference("ValueError", torch.ones(1), item="raised")
    detail = Detail("ValueError", "0.73 0.12", "raise x")
    secret = on_hidden_inputs(verdict(found, state="error", detail=detail))
    text = message(secret, BACKWARD)
    assert "ValueError" in text
    assert "0.73" not in text and "raise x" not in text


@pytest.mark.parametrize(
    ("evidence", "detail", "cause"),
    [
        (("raised", "KeyError: '0.73'"), Detail("KeyError", "'0.73'"), "general:missing-key"),
        (("raised", "X073: x"), Detail("X073", "0.73"), "general:missing-attribute"),
        (("dw", "a x0.73"), None, "general:kind"),
        (("inputs", "a 0.73"), None, ""),
    ],
)
@pytest.mark.parametrize("older", [True, False])
def test_no_text_that_the_code_chose_carries_a_hidden_value_out(
    evidence, detail, cause, older
) -> None:
    item, yours = evidence
    found = difference(yours, torch.ones(1), f"yours is {yours} where", item=item)
    sentence = say("raised.missing-key", name=Theirs(yours))
    if older:  # as journals of before have it
        sentence = f"something named {yours} is asked for"
    named = Mistake(cause, sentence) if cause else None
    text = message(on_hidden_inputs(verdict(found, cause=named, detail=detail)), BACKWARD)
    assert "0.73" not in text and "X073" not in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("passed", "the visible checks pass"),
        ("not_attempted", "still empty"),
        ("timeout", "ran longer than it may"),
        ("crashed", "the process that ran the code ended"),
        ("grader_fault", "not your doing"),
    ],
)
def test_every_state_has_its_words_in_both_views(state, words) -> None:
    found = unjudged(BACKWARD, state)
    assert words in message(found, BACKWARD)
    page = html.card(found, BACKWARD)
    assert words in page
    assert 'role="status"' in page and "aria-label=" in page


@pytest.mark.parametrize("exercise_id", list(catalogue()))
def test_both_views_say_the_same(exercise_id) -> None:
    entry = catalogue()[exercise_id]
    keys = shared_keys(exercise_id, SECRET)
    for _, observed in told_by(entry, keys):
        found = judge(entry.exercise, keys, observed)
        page = "".join(Balanced(html.card(found, entry.exercise)).words)
        squeezed = re.sub(r"\s+", "", page)
        for line in message(found, entry.exercise).splitlines():
            for word in line.replace("`", "").replace("in the line:", "in the line").split():
                assert word in squeezed, (word, page)


def test_nothing_that_a_student_writes_becomes_markup() -> None:
    found = verdict(
        difference(HOSTILE, HOSTILE, HOSTILE),
        state="error",
        cause=Mistake("x", HOSTILE, HOSTILE),
        detail=Detail(HOSTILE, HOSTILE, HOSTILE),
    )
    raised = verdict(
        Difference(HOSTILE, "raised", HOSTILE, HOSTILE, HOSTILE),
        state="error",
        detail=Detail(HOSTILE),
    )
    noted = unjudged(BACKWARD, "wrong", note=HOSTILE)
    for each in (found, raised, noted):
        page = Balanced(html.card(each, BACKWARD))
        assert page.tags <= {"div", "span", "b", "code", "table", "thead", "tbody", "tr", "th"}
        assert page.attributes <= {"style", "role", "aria-label", "aria-hidden", "scope"}


def test_a_verdict_read_back_from_json_tells_the_same_story() -> None:
    entry = catalogue()["lr-backward"]
    keys = shared_keys(entry.id, SECRET)
    for _, observed in told_by(entry, keys):
        found = judge(entry.exercise, keys, observed)
        again = Verdict.from_json(found.to_json())
        assert message(again, entry.exercise) == message(found, entry.exercise)
