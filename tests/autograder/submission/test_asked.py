"""The form of a student's request: it survives mail, and nothing in it makes a line of its own."""

from __future__ import annotations

import contextlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.submission.asked import (
    MOST_WORDS,
    WHOLE,
    AskedFor,
    FormFault,
    blank_form,
    read_form,
)

DIGEST = "0123456789abcdef" * 4
ASKED = AskedFor(
    "ada@u.example", "06_paper", "adam", DIGEST[:32], "The bias is corrected in line 4."
)


@given(st.text(min_size=1).filter(lambda text: text.isprintable() or "\n" in text))
def test_whatever_an_id_is_the_form_gives_it_back(student):
    text = blank_form(AskedFor(student, "06_paper", "adam", DIGEST, "why?"))
    assert len(text.splitlines()) == 9
    found = read_form(text)
    assert (found.student, found.exercise, found.digest) == (student, "adam", DIGEST[:32])


@pytest.mark.parametrize("way", ["as it is", "quoted", "windows", "wrapped", "signed", "above"])
def test_the_form_survives_what_mail_programs_do_to_it(way):
    text = blank_form(ASKED)
    if way == "quoted":
        text = "".join(f"> > {line}\n" for line in text.splitlines())
    elif way == "windows":
        text = text.replace("\n", "\r\n")
    elif way == "wrapped":
        text = text.replace("look at again", "look at\nagain")
    elif way == "signed":
        text += "\n-- \nAda, sent from a telephone"
    elif way == "above":
        text = f"Dear all, this is the student: me.\n\n{text}"
    assert read_form(text) == ASKED


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.replace("student: ", "pupil: "), "'student' is missing"),
        (lambda t: t.replace("chapter:", "student: bo\nchapter:"), "two different lines 'student'"),
        (lambda t: re.sub("submission: .*", "submission: 12ab", t), "does not hold the digest"),
        (lambda t: re.sub("submission: .*", "submission: ../../etc/passwd", t), "does not hold"),
        (lambda t: t.replace("------", "==="), 'which has the line "------ Write below this line'),
        (lambda t: t[: t.rindex("------") + 6], "nothing is written"),
        (lambda t: "", 'which has the line "------ Write below this line'),
        (lambda t: "\x00" * 9999, 'which has the line "------ Write below this line'),
    ],
)
def test_a_damaged_form_is_told_by_what_is_wrong(change, said):
    with pytest.raises(FormFault, match=said):
        read_form(change(blank_form(ASKED)))


def test_fields_below_the_line_are_words_and_decide_nothing():
    text = blank_form(ASKED) + "\nstudent: bo\nexercise: all"
    assert read_form(text).student == "ada@u.example"
    assert read_form(text).exercise == "adam"


def test_a_novel_is_cut():
    text = blank_form(AskedFor("ada", "06_paper", WHOLE, "", "why? " * 10_000))
    assert len(read_form(text).words) == MOST_WORDS + 2
    assert read_form(text).digest == ""


HOSTILE = {
    "empty lines": "\n" * 100_000,
    "quoted empty lines": ">\n" * 100_000,
    "quote signs": ">" * 100_000,
    "blanks": " " * 100_000,
    "beginnings of the line": "------ Write below this line\n" * 10_000,
    "lines without an end": "------ Write below this line -----\n" * 10_000,
    "fields": "student: a\n" * 20_000,
    "a field without an end": "student: a" + "\t" * 100_000 + "b\n",
    "signatures": "\n-- \n" * 30_000,
    "one word": "a" * 100_000,
}


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("place", ["alone", "above", "within", "below"])
def test_no_text_takes_long(hostile, place):
    form, text = blank_form(ASKED), HOSTILE[hostile]
    fields, line, words = form.partition("\n\n")
    whole = {
        "alone": text,
        "above": f"{text}\n{form}",
        "within": f"{fields}\n{text}{line}{words}",
        "below": f"{form}\n{text}x",
    }[place]
    begun = time.process_time()
    with contextlib.suppress(FormFault):
        read_form(whole)
    assert time.process_time() - begun < 2


def test_no_value_of_a_form_is_told_at_length():
    for name in ("student", "chapter", "exercise", "submission"):
        form = re.sub(f"{name}: .*", f"{name}: {'x' * 5000}", blank_form(ASKED))
        with pytest.raises(FormFault) as fault:
            read_form(form)
        assert len(str(fault.value)) < 200
