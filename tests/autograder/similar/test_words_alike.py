"""Whose answers in words come up: copies in disguise, and nobody who wrote by themselves."""

from __future__ import annotations

import dataclasses
import re

import pytest

from autograder.build.rubric import written_questions
from autograder.rebuild.releases import read_released
from autograder.similar.beside_words import words_side_by_side
from autograder.similar.gather import likeness_in
from autograder.similar.known import Known
from autograder.similar.known_words import known_words
from autograder.similar.similar_page import reasons_of, render_likeness
from autograder.similar.wording import wording_of
from autograder.similar.words_table import own_size
from tests.autograder.feedback.reading import Reader
from tests.autograder.feedback.test_hostile_text import ATTACKS, CONTROLS
from tests.autograder.report.inert import assert_report_inert
from tests.autograder.similar.writers import (
    BY_HAND,
    COPIED,
    DISGUISES,
    PAPER,
    WRITTEN,
    class_of,
    in_other_letters,
    independent_texts,
    paper_result,
    with_invisible,
    with_white_letters,
)

CHINESE = BY_HAND[6]
KOREAN = BY_HAND[4]


@pytest.fixture(scope="module")
def questions():
    return known_words(PAPER)


def compared(texts, questions):
    return likeness_in(class_of(texts), PAPER, {}, questions)


def who(found):
    return [(pair.one, pair.other) for pair in found.pairs]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("size", [3, 8, 60, 150])
def test_nobody_comes_up_who_wrote_by_themselves(questions, size, seed):
    assert who(compared(independent_texts(size, seed), questions)) == []


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("size", [0, 8, 100])
def test_a_copy_in_disguise_comes_up_first(questions, size, disguise):
    texts = [COPIED, *independent_texts(size), disguise(COPIED)]
    assert who(compared(texts, questions))[:1] == [(0, size + 1)]


@pytest.mark.parametrize("text", [CHINESE, KOREAN])
def test_other_languages_too(questions, text):
    changed = text.replace("0.2844", "0.2911").replace("0.2792", "0.2633")
    texts = [*independent_texts(20), f"# {changed}\n"]
    assert who(compared(texts, questions))[0] == (BY_HAND.index(text), 20)


def test_what_everybody_takes_from_question_and_chapter_says_nothing(questions):
    asked = next(c.source for c in read_released(PAPER).cells if c.id == "written-question")
    texts = independent_texts(30)
    for number in (4, 9, 14):
        texts[number] = f"{asked}\n\n{texts[number]}"
    assert who(compared(texts, questions)) == []
    alone = own_size(wording_of(independent_texts(30)[9]), questions[WRITTEN])
    assert abs(own_size(wording_of(texts[9]), questions[WRITTEN]) - alone) < 4


def test_the_model_answer_is_nobody_s(questions):
    model = written_questions(PAPER)[WRITTEN].model.partition("\n")[0]
    texts = independent_texts(60)
    texts[3] = texts[8] = f"{model} {texts[3][:40]}"
    texts[8] = f"{model} {texts[8][:40]}"
    texts = [texts[3].replace("Confirmed", "Well"), *texts]
    found = compared(texts, questions)
    assert found.words[0].model == 3


def test_a_short_answer_is_alike_by_nature_and_the_page_says_so(questions):
    texts = ["Adam wins, I think.", "adam wins i think", "AdaGrad is last.", "The schedule."] * 6
    found = compared(texts, questions)
    assert who(found) == []
    text = Reader(render_likeness(found)).text
    assert "Short answers are alike by nature" in text


@pytest.mark.parametrize("share", [1.0, 0.4])
@pytest.mark.parametrize("different", [False, True])
def test_one_answer_of_most_of_a_class_is_one_group_and_a_small_page(questions, share, different):
    count = int(200 * share)
    same = [f"{COPIED} {'I am number ' + str(n) if different else ''}" for n in range(count)]
    found = compared([*same, *independent_texts(200 - count)], questions)
    (cluster,) = found.clusters
    assert {n for pair in cluster for n in (pair.one, pair.other)} == set(range(count))
    assert len(found.pairs) < 21_000
    page = render_likeness(found)
    assert len(page) < 250_000
    if share == 1.0:
        assert len(found.pairs) == count - 1
        assert f"{count} of the class have nearly this answer: a template" in Reader(page).text


def test_members_of_a_group_with_one_file_are_no_pair(questions):
    results = class_of([COPIED, COPIED, *independent_texts(20)])
    digest = {"digest": "one and the same"}
    for number in (0, 1):
        mine = dataclasses.replace(results[number].submission, **digest)
        results[number] = dataclasses.replace(results[number], submission=mine)
    found = likeness_in(results, PAPER, {}, questions)
    assert who(found) == [] and len(found.one_file) == 1


def test_both_texts_stand_there_whole_with_the_shared_passages_marked(questions):
    other = f"My own beginning, before anything else. {COPIED} And my own end, in my words."
    found = compared([COPIED, other, *independent_texts(30)], questions)
    left, right = words_side_by_side(found.pairs[0].alike[0])
    assert "".join(piece.text for piece in left.pieces) == COPIED
    assert "".join(piece.text for piece in right.pieces) == other
    shared = ["".join(p.text for p in side.pieces if p.twin) for side in (left, right)]
    assert shared[0] == shared[1] and len(shared[0]) > 0.9 * len(COPIED)
    assert [p.twin for p in left.pieces if p.begins] == [p.twin for p in right.pieces if p.begins]
    alone = next(p.text for p in right.pieces if not p.twin and not p.quoted)
    assert alone.startswith("My own beginning")


@pytest.mark.parametrize(
    ("disguise", "clause", "sign"),
    [
        (in_other_letters, "words with letters of another script", "[U+043E]"),
        (with_invisible, "invisible signs within words", "[U+200B]"),
        (with_white_letters, "places that is hidden from its reader", "color: #ffffff"),
    ],
)  # fmt: skip
def test_signs_that_are_not_what_they_seem_are_named(questions, disguise, clause, sign):
    found = compared([COPIED, disguise(COPIED), *independent_texts(20)], questions)
    (alike,) = found.pairs[0].alike
    assert any(clause in one and one.startswith("in the second text") for one in reasons_of(alike))
    page = Reader(render_likeness(found)).text
    assert "Signs that are not what they seem" in page
    assert sign in page and clause in page
    assert len(found.odd) == 1


def test_code_and_words_of_a_pair_are_one_place_to_look(questions):
    code = (
        "class Adam:\n    # my very own way of putting it, as I see it\n    def odd(self):\n"
        + "".join(
            f"        strange_{n} = self.weird({n}) @ self.rare[{n}].cumsum({n})\n"
            for n in range(9)
        )
    )
    results = class_of([COPIED, COPIED.upper(), *independent_texts(20)])
    for number in (0, 1):
        result = results[number]
        verdicts = dict(result.verdicts)
        verdicts["adam"] = dataclasses.replace(verdicts["adam"], state="wrong")
        results[number] = dataclasses.replace(
            result, code={**result.code, "adam": code}, verdicts=verdicts
        )
    found = likeness_in(results, PAPER, {"adam": Known()}, questions)
    (pair,) = found.pairs
    assert {alike.exercise for alike in pair.alike} == {"adam", WRITTEN}
    page = render_likeness(found)
    assert page.count('class="exercise"') == 2 and 'class="words"' in page and "<ol" in page


@pytest.mark.parametrize("text", [*ATTACKS, CONTROLS, "\u202e\u2066\x00\ud800" * 50])
def test_planted_markup_in_an_answer_is_shown_and_does_nothing(questions, text):
    results = class_of([f"{COPIED} {text}", f"{text} {COPIED}", *independent_texts(20)])
    results.append(paper_result(f"<b>{text}", f"{text} {text}"))
    found = likeness_in(results, PAPER, {}, questions)
    assert who(found) == [(1, 2)]  # behind the one whose id begins with <
    page = render_likeness(found, title=text, course=text)
    assert_report_inert(page)
    shown = re.sub(r"\s+", "", Reader(page).text)
    assert text not in ATTACKS or re.sub(r"\s+", "", text) in shown


def test_untouched_and_empty_answers_are_none(questions):
    stub = questions[WRITTEN].stubs[0]
    found = compared(["", " \n", stub, f"{stub}\n\n", "!!! ???", COPIED], questions)
    assert found.words[0].answers == 2 and who(found) == []
