"""The page: both texts side by side, harmless, and never a verdict."""

from __future__ import annotations

import random

import pytest

from autograder.similar.beside import MAX_LINES, side_by_side
from autograder.similar.gather import likeness_in
from autograder.similar.known import known_answers
from autograder.similar.similar_page import MAX_PAIRS, render_likeness
from tests.autograder.feedback.reading import Reader
from tests.autograder.feedback.samples import CHAPTER
from tests.autograder.feedback.test_hostile_text import ATTACKS, CONTROLS
from tests.autograder.report.inert import assert_report_inert
from tests.autograder.similar.classes import (
    DISGUISED,
    UNUSUAL,
    alone,
    independent,
    result_of,
    with_answers,
)


@pytest.fixture(scope="module")
def known():
    return known_answers(CHAPTER)


@pytest.fixture(scope="module")
def found(known):
    students = with_answers(
        independent(30), s003=("lr-backward", UNUSUAL), s009=("lr-backward", DISGUISED)
    )
    return likeness_in(students, CHAPTER, known)


def texts(column):
    return ["".join(piece.text for piece in line.pieces) for line in column.lines]


def test_both_texts_stand_there_whole_and_like_lines_have_one_number(found):
    pair = found.pairs[0]
    left, right = side_by_side(pair.alike[0].one, pair.alike[0].other)
    assert "\n".join(texts(left)).rstrip("\n") == UNUSUAL.rstrip("\n")
    assert "\n".join(texts(right)).rstrip("\n") == DISGUISED.rstrip("\n")
    mine = dict(zip(texts(left), left.lines, strict=True))
    theirs = dict(zip(texts(right), right.lines, strict=True))
    one = mine["    spare = features * 3"]
    assert one.twin == theirs["    never = d * 3"].twin > 0
    assert [piece.text for piece in one.pieces if piece.marked] == ["spare", "features"]
    assert mine["    # hold on, which axis counts the people here"].alone
    assert not any(line.alone for line in right.lines)


def test_the_page_is_inert_names_both_and_says_that_it_is_no_verdict(found):
    page = render_likeness(found, title="4 · By hand", course="Gradients")
    assert_report_inert(page)
    text = Reader(page).text
    assert "A place to look, never a verdict." in text
    assert "Name s003 (s003)" in text and "Name s009 (s009)" in text
    assert "the same but for names, the order of free statements and the layout" in text
    assert "30 different submissions compared: 1 pair in 1 group is more alike" in text
    assert "Alike by nature" in text  # said of each exercise where it is so


def test_a_class_without_likeness_says_so(known):
    page = render_likeness(likeness_in(independent(8), CHAPTER, known))
    assert "none are more alike than this class is by nature" in Reader(page).text


@pytest.mark.parametrize("text", [*ATTACKS, CONTROLS])
def test_planted_markup_is_shown_and_does_nothing(known, text):
    said = " ".join(text.split()).replace("\\", "")
    code = f"# {said}\n# ` {said} ` or so, dear reader of these lines\n{UNUSUAL}"
    results = with_answers(independent(30), s001=("lr-backward", code), s002=("lr-backward", code))
    results.append(result_of(f"<b>{said}", alone(random.Random(1))))
    results.append(result_of(f"<i>{said}", {**alone(random.Random(2)), "lr-backward": code}))
    found = likeness_in(results, CHAPTER, known)
    assert found.pairs
    page = render_likeness(found, title=said, course=said)
    assert_report_inert(page)


def test_answers_that_are_no_python_are_compared_line_by_line(known):
    broken = UNUSUAL.replace("(self, x, yhat, y):", "(self, x, yhat, y:")
    results = with_answers(
        independent(30), s001=("lr-backward", broken), s002=("lr-backward", f"\n{broken}  # mine")
    )
    found = likeness_in(results, CHAPTER, known)
    assert [(pair.one, pair.other) for pair in found.pairs] == [(1, 2)]


def test_a_cluster_is_one_group_and_a_large_one_does_not_fill_the_page(known):
    results = independent(60)
    for number in range(20):
        code = {**results[number].code, "lr-backward": f"{UNUSUAL}    number_{number} = {number}\n"}
        results[number] = result_of(f"s{number:03d}", code)
    found = likeness_in(results, CHAPTER, known)
    assert len(found.clusters) == 1 and len(found.pairs) == 190
    page = render_likeness(found)
    text = Reader(page).text
    assert page.count('class="pair"') == 3 <= MAX_PAIRS
    assert "187 more pairs of this group" in text
    assert len(page) < 200_000


def test_equal_files_count_as_one(known):
    results = independent(20)
    same = [result_of("s900", results[0].code), result_of("s901", results[0].code)]
    digest = results[0].submission.digest
    for one in same:
        object.__setattr__(one.submission, "digest", digest)
    found = likeness_in([*results, *same], CHAPTER, known)
    assert len(found.authors) == 20 and found.pairs == []
    assert [[p.student for p in people] for people in found.one_file] == [["s000", "s900", "s901"]]
    text = Reader(render_likeness(found)).text
    assert "One and the same file" in text and "Name s901 (s901)" in text


def test_a_very_long_answer_is_cut(known):
    long = UNUSUAL + "".join(f"    step_{n} = self.w.cumsum({n})\n" for n in range(400))
    results = with_answers(
        independent(12), s001=("lr-backward", long), s002=("lr-backward", f"{long}# end\n")
    )
    found = likeness_in(results, CHAPTER, known)
    assert len(found.pairs) == 1
    left, _ = side_by_side(found.pairs[0].alike[0].one, found.pairs[0].alike[0].other)
    assert len(left.lines) == MAX_LINES and left.left_out > 250
