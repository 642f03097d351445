"""What is compared of an answer in words: what a reader sees, whatever stands between."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.similar.beside_words import shared_runs
from autograder.similar.signs import HIDDEN, INVISIBLE, LOOKALIKE
from autograder.similar.wording import MAX_WORDS, wording_of
from tests.autograder.similar.writers import BY_HAND, COPIED, DISGUISES

WORDS = st.lists(
    st.text(st.characters(categories=["Ll", "Lo"], max_codepoint=0x2FFF), min_size=1, max_size=9),
    min_size=1,
    max_size=40,
)
ANYTHING = st.text(st.characters(), max_size=300)  # surrogates and controls, too


def words(text):
    return [token.text for token in wording_of(text).tokens]


@given(WORDS, st.lists(st.sampled_from([" ", "\n", ", ", ". ", " **", "\n\n> ", "\r\n- ", "—"])))
def test_what_stands_between_words_does_not_count(found, signs):
    plain = " ".join(found)
    other = "".join(
        word + (signs[number % len(signs)] if signs else "  ") for number, word in enumerate(found)
    )
    assert words(plain) == words(other)


@given(WORDS)
def test_composed_and_capital_letters_are_the_same(found):
    plain = " ".join(found)
    assert words(unicodedata.normalize("NFD", plain)) == words(unicodedata.normalize("NFC", plain))
    # A Greek Μ looks like an M, and is read as one.
    latin = "".join(sign for sign in plain if max(sign, *sign.upper()) < "\u0370")
    assume(latin.upper().casefold() == latin.casefold())
    assert words(latin.upper()) == words(latin)


@given(st.sampled_from([*BY_HAND, COPIED]), st.data())
def test_invisible_signs_within_words_change_nothing_and_are_counted(text, data):
    inside = [at for at in range(1, len(text)) if (text[at - 1] + text[at]).isalpha()]
    latin = [at for at in inside if (text[at - 1] + text[at]).isascii()]
    at = data.draw(st.sampled_from(latin or inside))
    sign = data.draw(st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u2066\U000e0041"))
    changed = wording_of(text[:at] + sign + text[at:])
    assert changed.key == wording_of(text).key
    assert changed.odd[INVISIBLE] == bool(latin)


def test_letters_that_look_alike_are_read_as_what_they_seem():
    found = wording_of("The nоisе is smаll, аnd \u03b1 stays; so do αs, λ and Δw")
    assert [token.text for token in found.tokens if token.lookalike] == ["noise", "small", "and"]
    assert found.odd[LOOKALIKE] == 3
    russian = wording_of("Шум мaл, и Adam сходится, как и SGD, при постоянном шаге")
    assert [token.text for token in russian.tokens if token.lookalike] == ["мал"]
    assert {"adam", "sgd"} <= {token.text for token in russian.tokens}
    assert not wording_of("Η μέση τιμή είναι μικρή και ο Adam νικά").odd


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("wi<span style='color:white'>x</span>ns", 1),
        ("wi<font color=white>x</font>ns <!-- nothing -->", 2),
        ("wi<i style='color: rgba(1,2,3,0)'>x</i>ns", 1),
        ("wi<i style='display: none'>x<b>y</b></i>ns", 1),
        ("wi$\\color{white}{x}$ns", 1),
        ("wi\\phantom{x}ns", 1),
        ("w<b>i</b>ns <span style='background-color: white; opacity: 0.9'></span>", 0),
    ],
)
def test_text_that_is_not_seen_is_left_out_and_counted(text, places):
    found = wording_of(text)
    assert "".join(token.text for token in found.tokens) == "wins"
    assert found.odd[HIDDEN] == places


def test_numbers_keep_their_digits():
    assert words("0,131 is 0.131; 1,080 steps, 3 of ٣, 1E-3") == [
        "0.131", "is", "0.131", "1080", "steps", "3", "of", "3", "1e-3"]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["学习率不变则结果相同", "การเรียนรู้ของเครื่อง", "機械学習はデータから"]
)
def test_scripts_without_blanks_are_read_sign_by_sign(text):
    found = wording_of(text)
    assert len(found.tokens) > 8 and found.passages
    assert "".join(token.text for token in found.tokens) == text
    assert {token.size for token in found.tokens} == {0.5}


def test_words_with_vowel_signs_stay_whole():
    assert words("मशीन सीखना अच्छा है") == ["मशीन", "सीखना", "अच्छा", "है"]
    assert words("학습률이 다르다") == ["학습률이", "다르다"]


@given(ANYTHING)
def test_every_word_stands_where_it_is_said_to_stand(text):
    found = wording_of(text)
    places = [(token.start, token.end) for token in found.tokens]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert [start for start, _ in places] == sorted(start for start, _ in places)


@given(WORDS, WORDS, WORDS)
@settings(max_examples=60)
def test_shared_passages_are_equal_lie_in_both_and_never_overlap(common, one, other):
    left = wording_of(" ".join([*one, *common, *other]))
    right = wording_of(" ".join([*common, *other, *common, *one]))
    runs = shared_runs(left, right)
    for side, which in ((left, "one"), (right, "other")):
        taken = [
            at + n for run in runs if (at := getattr(run, which)) >= 0 for n in range(run.length)
        ]
        assert len(taken) == len(set(taken)) and all(at < len(side.tokens) for at in taken)
    for run in runs:
        assert [t.text for t in left.tokens[run.one : run.one + run.length]] == [
            t.text for t in right.tokens[run.other : run.other + run.length]
        ]


@pytest.mark.parametrize("disguise", DISGUISES)
def test_no_disguise_hides_most_of_the_passages(disguise):
    mine, theirs = (set(wording_of(text).passages) for text in (COPIED, disguise(COPIED)))
    assert len(mine & theirs) > 0.4 * len(mine)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000, "word " * 200_000, "字" * 1_000_000, "1,1" * 300_000, "<!--" * 250_000,
        "<a style=color:white>" * 50_000, "&#" * 500_000, "\\phantom{" * 100_000,
        "\u200b" * 1_000_000, "a\u200b" * 500_000, "e" + "\u0301" * 1_000_000, "http://" * 140_000,
        "\ud800" * 1_000_000, "\x00" * 1_000_000, "\u202e" * 1_000_000,
    ],
)  # fmt: skip
def test_a_million_hostile_characters_are_read_within_a_second(text):
    before = time.process_time()
    found = wording_of(text)
    assert time.process_time() - before < 2
    assert found.cut and len(found.tokens) <= MAX_WORDS
