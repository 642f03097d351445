"""The arithmetic of a class: counts, difficulty, discrimination, points lost."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.report import gather
from autograder.report.items import correlation, in_words, items, to_reteach, top_mistakes
from autograder.report.summary import marks_sentence, percent, terminal_lines
from autograder.submission.result import Result, Submission
from course_utils.core.verdict import unjudged
from tests.autograder.feedback.samples import CHAPTER, EXERCISES, mistaken, mixed
from tests.autograder.report.classes import make, scored

FOUR = EXERCISES[:4]  # two points each
POINTS = [[2, 2, 2, 0], [2, 1, 2, 0], [2, 2, 0, 0], [2, 0, 0, 2], [2, 0, 1, 2]]


def found(rows=POINTS):
    return items(gather(scored(rows, FOUR), CHAPTER, FOUR))


def test_the_mean_share_is_of_the_points_and_not_of_those_who_passed():
    assert [item.mean for item in found()] == pytest.approx([1.0, 0.5, 0.5, 0.4])
    assert [item.passed for item in found()] == [5, 2, 2, 2]
    assert [item.lost for item in found()] == [0, 5, 5, 6]


def test_discrimination_is_the_correlation_with_the_rest_and_not_with_the_total():
    table = np.array(POINTS, float)
    for place, item in enumerate(found()):
        rest = table.sum(1) - table[:, place]
        if place == 0:
            assert item.discrimination is None  # all got the same
        else:
            assert item.discrimination == pytest.approx(np.corrcoef(table[:, place], rest)[0, 1])


def test_an_item_that_the_stronger_students_miss_is_negative_and_said_so():
    item = found([[0, 2, 2, 2], [0, 2, 2, 1], [2, 0, 0, 0], [2, 0, 1, 0]])[0]
    assert item.discrimination is not None and item.discrimination < -0.9
    assert "look at the exercise" in in_words(item.discrimination, item.answers)
    assert "few answers" in in_words(item.discrimination, item.answers)
    assert "few answers" not in in_words(item.discrimination, 60)


@pytest.mark.parametrize("rows", [[], [[2, 2, 2, 2]], [[2, 2, 2, 2], [0, 0, 0, 0]]])
def test_too_few_answers_have_no_discrimination(rows):
    assert [item.discrimination for item in found(rows)] == [None] * 4


numbers = st.integers(0, 4).map(float)


@given(st.lists(st.tuples(numbers, numbers), min_size=3, max_size=40))
def test_correlation_agrees_with_numpys(pairs):
    left, right = (list(side) for side in zip(*pairs, strict=True))
    ours = correlation(left, right)
    if len(set(left)) == 1 or len(set(right)) == 1:
        assert ours is None
    else:
        assert ours == pytest.approx(np.corrcoef(left, right)[0, 1], abs=1e-9)
        assert ours is not None and -1 <= ours <= 1


def test_every_state_is_counted_where_it_belongs():
    counted = {i.exercise.id: i for i in items(gather([mixed()], CHAPTER, EXERCISES))}
    assert (counted["lr-init"].passed, counted["lr-init"].failed) == (1, 0)
    assert counted["lr-backward"].mistakes[0].id == "missing-mean"
    assert counted["lr-optimize"].open == 1 and counted["lr-optimize"].answers == 0
    assert counted["lr-optimize"].mean is None and counted["lr-optimize"].lost == 0
    assert counted["bce"].unnamed == (("crashed", 1),)
    assert counted["lr-train"].timeouts == 1
    assert counted["logistic-function"].empty == 1
    assert counted["logistic-function"].lost == counted["logistic-function"].lost_empty == 3


def test_a_fault_of_ours_leaves_the_student_out_of_the_correlation():
    rows = scored(POINTS, FOUR)
    broken = dict(rows[0].verdicts) | {FOUR[1].id: unjudged(FOUR[1], "grader_fault")}
    whole = items(gather(rows[1:], CHAPTER, FOUR))
    part = items(gather([dataclasses.replace(rows[0], verdicts=broken), *rows[1:]], CHAPTER, FOUR))
    assert [i.discrimination for i in part] == [i.discrimination for i in whole]
    assert part[2].answers == 5 and part[1].answers == 4 and part[1].open == 1


def test_unreadable_and_missing_files_are_in_no_share():
    others = [Result(Submission("u", CHAPTER), state) for state in ("unreadable", "missing")]
    data = gather([*scored(POINTS, FOUR), *others], CHAPTER, FOUR)
    assert len(data.rows) == 7 and len(data.graded) == 5
    assert [i.answers for i in items(data)] == [5] * 4


def test_what_to_reteach_is_ranked_by_points_lost():
    assert [i.exercise.id for i in to_reteach(found(), 2)] == [FOUR[3].id, FOUR[1].id]
    assert to_reteach(found([[2, 2, 2, 2]]), 3) == []


def test_mistakes_are_ranked_by_how_many_made_them():
    names = ["missing-mean", "sign-db", "missing-mean"]
    verdicts = [mistaken("lr-backward", name) for name in names]
    results = [
        Result(Submission(f"s{n}", CHAPTER), "graded", {"lr-backward": v})
        for n, v in enumerate(verdicts)
    ]
    data = gather(results, CHAPTER, EXERCISES)
    top = top_mistakes(items(data), 5)
    assert [(m.id, m.count) for m in top] == [("missing-mean", 2), ("sign-db", 1)]
    assert top[0].lost == 2 * (4 - verdicts[0].score)
    lines = terminal_lines(data)
    assert lines[0] == "3 submissions: 3 graded."
    assert (
        lines[1]
        == "67 % (2): the sum over the batch is not divided by m, see exercise lr-backward."
    )


def test_the_terminal_says_how_many_why_and_which_mistakes():
    lines = terminal_lines(gather(make(300), CHAPTER, EXERCISES))
    assert lines[0].startswith("300 submissions: ") and "stopped by the sandbox." in lines[0]
    assert any(
        line.startswith("stopped by the sandbox: ") and "ended the process" in line
        for line in lines
    )
    assert any(line.startswith("flagged: ") and "changed a locked check" in line for line in lines)
    assert any("not divided by m, see exercise lr-backward." in line for line in lines)
    assert len(lines) == 6


def test_shares_are_written_for_a_person():
    assert percent(38, 100) == "38 %"
    assert percent(1, 3000) == "under 1 %"
    assert percent(0, 0) == "–"
    assert percent(0, 10) == "0 %"


def test_marks_are_told_of_a_class_of_any_size():
    assert "No submission" in marks_sentence(gather([], CHAPTER, FOUR))
    assert "are 6, 8 of 8 points" in marks_sentence(
        gather(scored([[2, 2, 2, 2], [2, 2, 2, 0]], FOUR), CHAPTER, FOUR)
    )
    text = marks_sentence(gather(scored(POINTS, FOUR), CHAPTER, FOUR))
    assert text.startswith("Half of the class has 5 points or more of 8;")
