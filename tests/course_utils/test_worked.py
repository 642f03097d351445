"""`explain()`'s card: the named mistake as a worked example, and the student's own numbers."""

from __future__ import annotations

import html as markup
import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from course_utils.core import worked_example
from course_utils.core.exercise import exercises
from course_utils.core.judge import judge
from course_utils.core.key import visible_keys
from course_utils.core.mistake import Mistake
from course_utils.core.place import Place, Proof
from course_utils.core.probing import run_probe
from course_utils.core.values import Values
from course_utils.core.verdict import Difference, Verdict, unjudged
from course_utils.core.worked_example import WORKED_EXAMPLES_FILE, example_of
from course_utils.notebook.worked import worked_card
from course_utils.texts import say, using
from course_utils.views.card import Card
from course_utils.views.own_numbers import own_numbers
from tests.course_utils.answers import wrong
from tests.course_utils.test_texts import bare, wrapped

BCE = exercises()["bce"]
PLACE = Place(2, 4, 7, "sum", "    sum", "bce")


def verdict_of(exercise_id: str, answer: object) -> Verdict:
    keys = visible_keys(exercise_id)
    observed = [run_probe(exercise_id, answer, case) for case in keys.cases]
    return judge(exercises()[exercise_id], keys, observed)


def card_of(exercise_id: str, answer: object) -> Card:
    return worked_card(verdict_of(exercise_id, answer), exercises()[exercise_id])


def plain(card: Card) -> str:
    """The words of the HTML, without its tags."""
    return markup.unescape(re.sub(r"<[^>]*>", " ", card.html))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(
    ("exercise_id", "mistake", "shows"),
    [
        ("lr-backward", "missing-mean", "errors.sum()   # tensor(9.)   ≠ the slip"),
        ("mse", "broadcast", "(flat - flat).tolist()   # [0.0, 0.0, 0.0]   ✓ as intended"),
        ("softmax", "overflow", "scores.exp()   # tensor([inf, inf])   ≠ the slip"),
        ("grad-at", "accumulates", "place.grad   # tensor(12.)   ≠ the slip"),
        ("my-linear", "super-missing", "Box()   # AttributeError: cannot assign parameters"),
        ("evaluate", "batches-averaged", "(4 + 0) / (4 + 1)   # 0.8   ✓ as intended"),
        ("batch-to-columns", "view-not-transpose", "rows.view(3, 2).tolist()   # [[1, 2], [3, 4]"),
    ],
)
def test_a_named_mistake_is_shown_on_small_numbers(exercise_id, mistake, shows):
    card = card_of(exercise_id, wrong(exercise_id, mistake))
    named = exercises()[exercise_id]
    assert f"{named.id}: the mistake, worked out small" in card.text
    assert shows in card.text
    assert f'Next: hint("{exercise_id}"' in card.text


@pytest.mark.parametrize(
    ("exercise_id", "mistake"),
    [("lr-backward", "missing-mean"), ("my-linear", "super-missing"), ("mse", "broadcast")],
)
def test_both_faces_say_the_same(exercise_id, mistake):
    card = card_of(exercise_id, wrong(exercise_id, mistake))
    drawn = squeezed(plain(card))
    for line in card.text.splitlines():
        for piece in re.split(r"   # |   |: ", line):
            assert squeezed(piece).replace("`", "") in drawn, piece


def test_the_first_three_numbers_come_with_their_quotient_and_its_reason():
    text = card_of("lr-backward", wrong("lr-backward", "missing-mean")).text
    rows = re.findall(r"\[\d, 0\] +(−?[\d.]+) +(−?[\d.]+) +7\.00", text)
    assert len(rows) == 3
    for yours, expected in rows:
        left, right = (float(one.replace("−", "-")) for one in (yours, expected))
        assert left / right == pytest.approx(7, rel=0.01)
    assert "7 is the number of examples m" in text


def test_a_mistake_is_a_fact_only_where_it_is_proven():
    verdict = verdict_of("bce", wrong("bce", "sum"))
    assert "You get numbers like these when the losses are summed" in (
        worked_card(verdict, BCE).text
    )
    proof = Proof("factor", "passes", (PLACE,))
    cause = replace(verdict.cause, kinds=("factor",))
    proven = replace(verdict, cause=cause, proof=proof)
    assert "This is what you get when the losses are summed" in worked_card(proven, BCE).text


def test_a_mistake_that_the_code_contradicts_has_no_example():
    verdict = verdict_of("bce", wrong("bce", "sum"))
    cause = replace(verdict.cause, kinds=("factor",))
    other = replace(verdict, cause=cause, proof=Proof("name", "passes", (PLACE,)))
    text = worked_card(other, BCE).text
    assert "tensor(9.)" not in text
    assert "the losses are summed" not in text
    assert "To find the cause" in text


def test_hidden_inputs_give_no_numbers_away():
    verdict = verdict_of("lr-backward", wrong("lr-backward", "missing-mean"))
    hidden = replace(verdict, difference=replace(verdict.difference, hidden=True))
    card = worked_card(hidden, exercises()["lr-backward"])
    assert "tensor(9.)" in card.text  # the example is nobody's secret
    for value in verdict.difference.yours.flat:
        assert f"{value:.2f}".replace("-", "−") not in card.text
    assert "number of examples" not in card.text
    assert "yours" not in card.text.lower().replace("yours is", "")


def test_without_a_name_it_says_what_is_seen_and_how_to_find_out():
    def odd(yhat, y):
        return yhat.sum() * 0.123 + y.mean() ** 3

    text = card_of("bce", odd).text
    assert "bce: what the numbers show" in text
    assert "No known mistake gives exactly this" in text
    assert re.search(r"Yours / expected is −?[\d.]+, yours − expected is −?[\d.]+\.", text)
    assert "print bce(yhat, y) and what it is made of" in text
    assert "the slip is in" in text.lower()


def test_an_exception_without_a_name_tells_its_line():
    def odd(yhat, y):
        raise RuntimeError("nobody knows this one")

    text = card_of("bce", odd).text
    assert "bce: what the exception shows" in text
    assert "RuntimeError: nobody knows this one" in text
    assert "raise RuntimeError" in text
    assert "right before that line" in text


def test_what_an_answer_says_is_never_markup():
    def odd(yhat, y):
        raise RuntimeError("<img src=x onerror=alert(1)>")

    assert "<img" not in card_of("bce", odd).html


def test_a_sentence_in_the_numbers_place_is_all_that_is_told():
    text = worked_card(unjudged(BCE, "error", say("check.memory")), BCE).text
    assert "bce: what the numbers show" in text
    assert "To find the cause" not in text


def difference(yours: list[float], expected: list[float], size: tuple[int, ...]) -> Difference:
    left, right = (Values(size, "float", tuple(side)) for side in (yours, expected))
    return Difference("a case", "loss", "the loss", left, right)


@pytest.mark.parametrize(
    ("yours", "expected", "size", "said"),
    [
        ([2, 4, 6, 8], [1, 2, 3, 4], (4,), "Yours / expected is 2.00 wherever they differ"),
        ([2, 3, 4, 5], [1, 2, 3, 4], (4,), "Yours − expected is 1.00 wherever they differ"),
        ([1, 3, 2, 4], [1, 2, 3, 4], (2, 2), "Transposed, your numbers are the expected ones."),
        ([4, 2, 3, 1], [1, 2, 3, 4], (4,), "The same numbers are there, in other places."),
        ([1, 9, 2, 0], [1, 2, 3, 4], (4,), "Neither the quotient nor the difference is the same"),
        ([1, 9, 3, 4], [1, 2, 3, 4], (4,), None),
    ],
)
def test_what_all_that_differ_share_is_said(yours, expected, size, said):
    own = own_numbers(difference(yours, expected, size), BCE, named=False)
    assert own is not None
    sentences = [str(one) for one in own.said]
    assert any(one.startswith(said) for one in sentences) if said else sentences == []


def test_a_zero_among_the_expected_has_no_quotient():
    own = own_numbers(difference([1, 2, 4], [0, 1, 2], (3,)), BCE, named=True)
    assert own is not None and own.table is not None
    assert own.table.headers[-1] == "yours − expected"
    assert [row[-1] for row in own.table.rows] == ["1.00", "1.00", "2.00"]


def test_numbers_that_are_not_finite_are_no_factor():
    nan = float("nan")
    own = own_numbers(difference([nan, nan], [1, 2], (2,)), BCE, named=False)
    assert own is not None and own.table is not None
    assert [row[1] for row in own.table.rows] == ["NaN", "NaN"]


def test_a_mistake_without_a_topic_has_no_example():
    assert example_of("bce", "no-such-mistake") is None
    assert example_of("no-such-exercise", "sum") is None
    assert example_of("bce", "general:times-size") is not None
    assert example_of("bce", Mistake("general:zero", "…").id) is None


def test_the_file_names_mistakes_that_students_can_have():
    content = json.loads(WORKED_EXAMPLES_FILE.read_text("utf-8"))
    assert set(content["mistakes"]) == {*exercises(), "general"}


def test_another_set_of_templates_changes_the_words_alone():
    for exercise_id, mistake in (("lr-backward", "missing-mean"), ("mse", "broadcast")):
        verdict = verdict_of(exercise_id, wrong(exercise_id, mistake))
        plain = worked_card(verdict, exercises()[exercise_id]).text
        with using(wrapped()):
            other = worked_card(verdict, exercises()[exercise_id]).text
        assert bare(other) == bare(plain)
        assert "⟦" in other


def test_a_package_without_the_file_explains_without_examples(monkeypatch, tmp_path):
    monkeypatch.setattr(worked_example, "WORKED_EXAMPLES_FILE", tmp_path / "worked.json")
    worked_example._content.cache_clear()
    try:
        text = card_of("bce", wrong("bce", "sum")).text
    finally:
        worked_example._content.cache_clear()
    assert "the losses are summed" in text
    assert "the slip" not in text


def test_the_card_is_drawn_without_torch():
    code = (
        "import sys; from course_utils.notebook.worked import worked_card; "
        "print([name for name in ('torch', 'IPython', 'ipywidgets') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
