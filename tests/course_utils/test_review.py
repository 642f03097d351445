"""The review: what comes, when it comes again, and what every answer is told."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import review
from course_utils.core.exercise import exercises
from course_utils.notebook import records, schedule, sitting
from course_utils.notebook import review as reviews
from course_utils.notebook.predictions import predictions
from course_utils.notebook.record_file import Guess, ProgressRecords, Record
from course_utils.notebook.review_cards import (
    listing_card,
    question_card,
    reply_card,
    summary_card,
)
from course_utils.notebook.schedule import Revisit
from course_utils.notebook.sitting import Posed, Sitting, done_chapters, posed, seated
from course_utils.review_questions.bank import review_bank
from course_utils.review_questions.recipe import Recipe, WhyQuestion
from course_utils.views.live import STATIC

EMPTY = ProgressRecords()
RECIPES = [asked for asked in review_bank().values() if isinstance(asked, Recipe)]


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test."""
    monkeypatch.chdir(tmp_path)
    for name in ("NBGRADER_EXECUTION", STATIC):
        monkeypatch.delenv(name, raising=False)
    for name in ("_session", "_guessed", "_revisited"):
        monkeypatch.setattr(records, name, {})
    monkeypatch.setattr(reviews, "_latest", {})


def at_day(monkeypatch, day: int) -> None:
    """Let it be another day."""
    monkeypatch.setattr(sitting, "today", lambda: day)


# What comes.


@pytest.mark.parametrize("before", range(2, 8))
def test_five_questions_of_the_chapters_before(before) -> None:
    chapters = list(range(1, before))
    for seed in range(20):
        asked = [each.asked for each in seated(chapters, EMPTY, random.Random(seed)).posed]
        assert len({each.id for each in asked}) == len(asked) == 5
        assert {each.chapter for each in asked} <= set(chapters)
        assert sum(isinstance(each, WhyQuestion) for each in asked) == 1
        counts = Counter(each.chapter for each in asked)
        assert max(counts.values()) <= (5 if before == 2 else 4 if before == 3 else 3)


def test_what_was_guessed_wrongly_comes_before_what_was_not() -> None:
    missed = next(name for name in predictions() if name == "t-silent")
    now = ProgressRecords(guesses={missed: Guess("A", False)})
    for seed in range(30):
        first = seated([1], now, random.Random(seed)).posed[0]
        assert missed in first.asked.about


def test_an_exercise_that_was_hard_brings_its_questions() -> None:
    now = ProgressRecords(exercises={"repeated-grads": Record("passed", 2.0, 9)})
    for seed in range(30):
        asked = [each.asked.id for each in seated([1, 2], now, random.Random(seed)).posed]
        assert "r-adding-up" in asked


def test_what_was_missed_in_a_review_comes_first_the_next_time() -> None:
    day = schedule.today()
    now = ProgressRecords(revisits={"r-power": Revisit(0, day, 1)})
    for seed in range(30):
        assert seated([1, 2], now, random.Random(seed)).posed[0].asked.id == "r-power"


def test_what_is_not_due_comes_only_where_nothing_else_is_left() -> None:
    day = schedule.today()
    seen = {name: Revisit(2, day, 2) for name in review_bank() if name != "r-lost-axis"}
    now = ProgressRecords(revisits=seen)
    for seed in range(10):
        found = seated([1], now, random.Random(seed))
        assert found.posed[0].asked.id == "r-lost-axis" and len(found.posed) == 5


def test_without_an_argument_it_asks_about_what_was_done(capsys) -> None:
    assert done_chapters(EMPTY) == []
    review()
    assert "about chapter 1," in capsys.readouterr().out
    records.record_guess("m-count", "A", True)
    records.record_guess("t-call", "A", True)
    review()
    assert "about chapters 1 and 3," in capsys.readouterr().out
    now = ProgressRecords(exercises={"bce": Record("tried", 0.0, 1), "sgd": Record()})
    assert done_chapters(now) == [4]


@pytest.mark.parametrize("chapter", [3, "3", "03_modules", "modules", "03_modules.ipynb", " 3 "])
def test_a_chapter_is_named_in_any_way(chapter, capsys) -> None:
    review(chapter)
    assert "about chapter 3," in capsys.readouterr().out


@pytest.mark.parametrize("chapter", [0, 9, -1, "x", "", True, 2.5])
def test_a_chapter_that_is_none_is_told_in_one_sentence(chapter, capsys) -> None:
    review(chapter)
    assert capsys.readouterr().out.startswith("There are no questions about")


@pytest.mark.parametrize("before", [1, 0, "x"])
def test_before_the_first_chapter_there_is_nothing_to_ask(before, capsys) -> None:
    review(before=before)
    assert capsys.readouterr().out.startswith("There is nothing to ask before")


# The options.


def test_each_place_is_as_likely_as_another_for_the_right_option() -> None:
    chance = random.Random(0)
    letters = Counter(posed(recipe, chance).right for recipe in RECIPES for _ in range(60))
    total = sum(letters.values())
    assert set(letters) == {"A", "B", "C", "D"}
    assert all(abs(count / total - 0.25) < 0.03 for count in letters.values()), letters


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.id)
def test_every_option_is_answered_with_its_own_sentence(recipe) -> None:
    question = posed(recipe, random.Random(1))
    told = set()
    for letter, text in question.options:
        one = Sitting([question])
        assert one.take(letter)
        (answered,) = one.answered
        card = reply_card(one, answered)
        assert f"You said {letter}: {text}." in card.text
        slip = question.slip(letter)
        assert (slip is None) is answered.hit is (letter == question.right)
        if slip is not None:
            assert slip.why.replace("`", "") in card.text
            assert f"It is {question.right}: {question.drawn.right}" in card.text
        told.add(card.text)
    assert len(told) == len(question.options)


@pytest.mark.parametrize("given", ["b", " B ", "(B)", "B:", "B)", "{0}", " {0}"])
def test_an_answer_is_read_leniently(given) -> None:
    question = posed(review_bank()["r-lost-axis"], random.Random(3))
    text = dict(question.options)["B"]
    assert question.letter_of(given.format(text)) == "B"


# The schedule.


def test_what_is_right_again_and_again_comes_later_and_later() -> None:
    entry, day, waits = Revisit(), 1000, []
    for _ in range(6):
        entry = entry.answered(True, day)
        waits.append(entry.due - day)
        day = entry.due
    assert waits == [1, 4, 12, 40, 40, 40]
    entry = entry.answered(False, day)
    assert entry.due == day and entry.streak == 0


def test_twice_right_on_one_day_counts_once() -> None:
    entry = Revisit().answered(True, 5).answered(True, 5)
    assert (entry.streak, entry.asked) == (1, 2)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 800_000)), max_size=30))
def test_whatever_the_clock_does_a_revisit_can_be_written_and_read(answers) -> None:
    entry = Revisit()
    for hit, day in answers:
        entry = entry.answered(hit, day)
        assert entry.due >= entry.day
    row = {"streak": entry.streak, "day": entry.day, "asked": entry.asked}
    assert schedule.read_revisit(row) == entry


def test_answers_are_remembered_over_a_restart_and_over_days(monkeypatch) -> None:
    at_day(monkeypatch, 700_000)
    records.record_revisit("r-power", True, 700_000)
    monkeypatch.setattr(records, "_revisited", {})
    assert records.known().revisits["r-power"] == Revisit(1, 700_000, 1)
    records.record_revisit("r-power", True, 700_001)
    assert records.known().revisits["r-power"] == Revisit(2, 700_001, 2)


def test_two_files_are_put_together_by_the_later_memory() -> None:
    records.record_revisit("r-power", True, 10)
    records.record_revisit("r-detached", True, 30)
    theirs = {"r-power": Revisit(0, 20, 2), "r-detached": Revisit(0, 20, 1)}
    now = records.merge_records(ProgressRecords(revisits=theirs))
    assert now.revisits["r-power"] == Revisit(0, 20, 2)
    assert now.revisits["r-detached"] == Revisit(1, 30, 1)


def test_a_file_of_an_older_release_has_none_and_is_read() -> None:
    content = {"format": 1, "exercises": {}, "guesses": {"t-call": {"text": "A", "hit": True}}}
    Path(records.FILE_NAME).write_text(json.dumps(content))
    now = records.known()
    assert now.revisits == {} and now.guesses["t-call"].hit


ROW = {"streak": 1, "day": 5, "asked": 1}


@pytest.mark.parametrize(
    "damage",
    [[], "x", None, 3, {"r-power": None}, {"r-power": {}}, {"r-power": {**ROW, "day": -4}},
     {"r-power": {**ROW, "day": 1e400}}, {"r-power": {**ROW, "streak": "many"}},
     {"r-power": {**ROW, "day": 10**12}}, {"nobody": ROW}, {"": ROW}],
)  # fmt: skip
def test_a_damaged_memory_does_no_harm(damage, capsys) -> None:
    content = {"exercises": {}, "guesses": {}, "revisits": damage}
    Path(records.FILE_NAME).write_text(json.dumps(content))
    review(before=3)
    for answer in "AAAAx":
        review(answer=answer)
    review(answer="yes")
    assert "of 5 right." in capsys.readouterr().out
    day = schedule.today()
    assert sum(entry.day == day for entry in records.known().revisits.values()) == 5


def test_a_file_that_is_no_json_is_kept_and_the_review_goes_on(capsys) -> None:
    Path(records.FILE_NAME).write_text("{broken")
    review(before=2)
    review(answer="A")
    assert "Question 2 of 5" in capsys.readouterr().out
    assert Path(records.DAMAGED_NAME).read_text() == "{broken"


# By typing.


def test_a_sitting_from_the_first_question_to_the_sum(capsys) -> None:
    review(before=4)
    for number in range(1, 5):
        text = capsys.readouterr().out
        assert f"Question {number} of 5" in text and 'review(answer="A")' in text
        review(answer=reviews._latest["sitting"].open.right)
    assert "Question 5 of 5" in capsys.readouterr().out
    review(answer="because it is so")
    text = capsys.readouterr().out
    assert "You wrote: because it is so" in text and "A model answer:" in text
    review(answer="perhaps")
    assert "“perhaps” is neither" in capsys.readouterr().out
    review(answer="no")
    text = capsys.readouterr().out
    assert "4 of 5 right." in text
    assert text.count("tomorrow") == 4 and text.count("next time") == 1
    review(answer="A")
    assert "No question waits" in capsys.readouterr().out


def test_what_is_no_option_is_asked_for_again_and_not_kept(capsys) -> None:
    review(before=2)
    review(answer="Z")
    assert "Choose one of A, B, C, D; “Z” is none of them." in capsys.readouterr().out
    assert records.known().revisits == {}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.text(max_size=20), st.integers(), st.none(), st.booleans()), max_size=9)
)
def test_whatever_is_typed_gets_a_card(answers) -> None:
    review(before=6)
    for answer in answers:
        review(answer=answer)


def test_own_words_cannot_bring_markup_into_the_page() -> None:
    one = Sitting([Posed(review_bank()["y-adding"])])
    one.take("<img src=x onerror=alert(1)>")
    one.take("yes")
    card = reply_card(one, one.answered[0])
    assert "<img" not in card.html and "&lt;img" in card.html
    assert "1 of 1 right." in summary_card(one).text


# On a page that nothing runs behind.


@pytest.mark.parametrize("name", ["NBGRADER_EXECUTION", STATIC])
def test_a_static_page_lists_all_with_folded_answers_and_is_the_same_each_time(
    name, monkeypatch, capsys
) -> None:
    monkeypatch.setenv(name, "1")
    review(before=5)
    first = capsys.readouterr().out
    review(before=5)
    assert capsys.readouterr().out == first
    assert all(f"Question {number} of 5" in first for number in range(1, 6))
    assert "The answers" in first and not Path(records.FILE_NAME).exists()


def test_no_card_leaves_unread_markdown_in_the_page() -> None:
    chance = random.Random(2)
    for asked in review_bank().values():
        one = Sitting([posed(asked, chance)])
        cards = [listing_card(one, [asked.chapter]), question_card(one, one.posed[0], typed=True)]
        one.take("A")
        one.take("no")
        cards += [reply_card(one, one.answered[0]), summary_card(one)]
        for card in cards:
            assert "`" not in card.html + card.text


def test_every_question_leads_back_to_a_place_in_its_chapter() -> None:
    for asked in review_bank().values():
        assert asked.about and all(name in {**predictions(), **exercises()} for name in asked.about)
