"""Predict-then-run questions: read leniently, answered kindly, remembered."""

from __future__ import annotations

import re

import pytest

from course_utils import guess
from course_utils.core.exercise import START
from course_utils.notebook import guess as guessing
from course_utils.notebook import records
from course_utils.notebook.predictions import Prediction, foreseen, option_of, predictions
from course_utils.views.card import Card


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(records, "_session", {})
    monkeypatch.setattr(records, "_guessed", {})


def letter_of(name: str, text: str) -> str:
    """The letter under which a question shows an option: it is drawn at build time."""
    return next(letter for letter, option in predictions()[name].options if option == text)


SHAPE = letter_of("l-scores", "(1, 600)")  # the right one
OTHER = letter_of("l-scores", "(600, 1)")


def open_question(*accepted: str) -> Prediction:
    """A question without options."""
    return Prediction("t-test", "01_tensors", "What?", (), accepted, "Because.", "<p>Because.</p>")


@pytest.mark.parametrize(
    ("accepted", "given", "hit"),
    [
        ("2.303", "2.3", True),
        ("2.303", " 2.303 ", True),
        ("2.303", "about 2.31", True),
        ("2.303", "2.5", False),
        ("2.303", "−2.303", False),
        ("(28, 28)", "28,28", True),
        ("(28, 28)", "[28,28]", True),
        ("(28, 28)", "28 28", True),
        ("(28, 28)", "torch.Size([28, 28])", True),
        ("(28, 28)", "(28, 1)", False),
        ("(28, 28)", "784", False),
        ("0.1, 0.9", "0.1 and 0.9", True),
        ("(36, 0), (36, −81)", "(36,0) and (36,-81)", True),
        ("W", "w", True),
        ("W", "x", False),
        ("W", "W.", True),
        ("5", "5.04", False),
        ("5", "5.0", True),
    ],
)
def test_an_open_guess_is_read_leniently(accepted, given, hit) -> None:
    assert foreseen(open_question(accepted), given) is hit


@pytest.mark.parametrize(
    "given", ["{0}", "{1}", " {1} ", "{0}:", "({1})", "{1})", "(1, 600)", "(1,600)", "1,600"]
)
def test_an_option_is_named_by_its_letter_or_its_words(given) -> None:
    given = given.format(SHAPE, SHAPE.lower())
    assert option_of(predictions()["l-scores"], given) == SHAPE


@pytest.mark.parametrize("given", ["", "E", "Cats", "600", "\x00"])
def test_what_is_no_option_is_asked_for_again_and_not_kept(given, capsys) -> None:
    guess("l-scores", given)
    assert "Choose one of A, B, C, D" in capsys.readouterr().out
    assert records.guesses() == {}


def hit(question: Prediction, given: str) -> bool:
    """Whether a letter is the right one."""
    return given in question.accepted


@pytest.mark.parametrize("name", list(predictions()))
def test_every_question_says_what_happens_and_why_whatever_is_guessed(name, capsys) -> None:
    question = predictions()[name]
    for given in [letter for letter, _ in question.options] or ["banana", question.answer]:
        guess(name, given)
        text = capsys.readouterr().out
        assert "wrong!" not in text.lower()
        assert "That is what happens." in text or f"What happens is {question.answer}" in text
        assert guessing.plain_text(question.explanation)[:60] in text
        others = {name: reply for name, reply in question.replies.items() if name != given}
        assert (given in question.replies) is (bool(question.options) and not hit(question, given))
        if given in question.replies:
            assert guessing.plain_text(question.replies[given].text) in text
        assert not any(guessing.plain_text(reply.text) in text for reply in others.values())
    guess(name, question.accepted[0])
    assert "That is what happens." in capsys.readouterr().out


def test_the_first_guess_is_the_one_that_counts(capsys, monkeypatch) -> None:
    guess("l-scores", OTHER)
    guess("l-scores", SHAPE)
    assert f"This time you said {SHAPE}" in capsys.readouterr().out
    monkeypatch.setattr(records, "_guessed", {})
    assert records.guesses()["l-scores"] == records.Guess(OTHER, False, later=True)
    guess("l-scores")
    assert f"You said {OTHER}" in capsys.readouterr().out


def test_a_chosen_option_is_told_why_it_is_not_so_in_the_widget_too() -> None:
    card = guessing.answer_guess(predictions()["l-scores"], OTHER)
    reply = predictions()["l-scores"].replies[OTHER]
    assert reply.html in card.html and reply.text.replace("`", "") in card.text


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("a-what-moves", "W alone"),
        ("a-what-moves", "w alone"),
        ("a-rates", "0.1 and 0.9"),
    ],
)
def test_the_words_of_the_right_option_are_read(name, given) -> None:
    assert foreseen(predictions()[name], given)


def test_a_number_may_be_given_as_a_number(capsys) -> None:
    guess("o-first-loss", 2.3)
    assert "That is what happens" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "words"), [("l-score", "l-scores"), (3, "not an int."), ("", "Predict")]
)
def test_an_unknown_question_is_told_in_one_sentence(name, words, capsys) -> None:
    guess(name, "A")
    assert words in capsys.readouterr().out


def test_every_chapter_asks_at_least_four_questions() -> None:
    asked = (question.chapter for question in predictions().values())
    chapters = [chapter for chapter in asked if chapter != START]
    assert len(set(chapters)) == 7
    assert min(chapters.count(chapter) for chapter in set(chapters)) >= 4


def form_of(name: str):
    """The widgets of a question, and what they answer with."""
    given: list = []
    return guessing._form(predictions()[name], given.append).children, given


def test_every_choice_is_a_button_that_answers_with_its_letter() -> None:
    buttons, given = form_of("l-scores")
    assert [button.description[:2] for button in buttons] == ["A:", "B:", "C:", "D:"]
    for button in buttons:
        button.click()
    assert given == ["A", "B", "C", "D"]


def test_an_open_question_wants_a_guess_before_it_answers() -> None:
    (field, button, words), given = form_of("o-first-loss")
    button.click()
    assert given == [] and "Write down a guess first" in words.value
    field.value = "2.3"
    button.click()
    assert given == ["2.3"]


def test_a_question_that_was_answered_shows_its_answer_after_a_restart(monkeypatch, capsys) -> None:
    guess("l-scores", OTHER)
    monkeypatch.setattr(records, "_guessed", {})
    capsys.readouterr()
    guess("l-scores")
    text = capsys.readouterr().out
    assert f"You said {OTHER}: (600, 1). What happens is {SHAPE}" in text
    assert 'To answer again: guess("l-scores", "A")' in text


def test_a_guess_in_a_damaged_file_that_is_no_option_does_no_harm(capsys) -> None:
    records.record_guess("l-scores", "Z", False)
    guess("l-scores")
    text = capsys.readouterr().out
    assert "What do you expect?" in text and "You said" not in text


def test_without_a_question_one_sentence_asks_for_it(capsys) -> None:
    guess()
    assert capsys.readouterr().out.startswith("Which question? Its id is in the cell below")


def test_a_guess_cannot_bring_markup_into_the_page() -> None:
    card = guessing.answer_guess(predictions()["o-first-loss"], "<img src=x onerror=alert(1)>")
    assert isinstance(card, Card)
    assert "<img" not in card.html and "&lt;img" in card.html


def test_no_explanation_leaves_unread_markdown_in_the_page() -> None:
    for question in predictions().values():
        for page in (question.html, *(reply.html for reply in question.replies.values())):
            assert "**" not in page and not re.search(r"(?<!\w)`", page)
