"""What a student reads on the feedback page."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import itertools
import json
import re

import pytest

from autograder.catalogue.entry import chapter_of, find_entry
from autograder.course.by_hand import ByHand, Given
from autograder.feedback import render_feedback
from autograder.submission.remark import Remark
from autograder.submission.result import Result, Submission
from course_utils.core.verdict import unjudged
from tests.autograder.feedback.reading import Reader, assert_inert
from tests.autograder.feedback.samples import (
    CHAPTER,
    EXERCISES,
    alone,
    judged,
    mistaken,
    mixed,
    page_of,
    written,
)


@pytest.fixture(scope="module")
def page() -> str:
    return render_feedback(mixed(), EXERCISES, course="Gradients")


def test_the_head_says_who_what_and_how_many_points(page):
    text = Reader(page).text
    total = sum(exercise.points for exercise in EXERCISES)
    assert "Gradients · Feedback 4 · The backward pass by hand for ada.lovelace" in text
    assert f"2 of {total:g} points" in text
    assert "Graded, with remarks." in text
    assert "the cell of bce had lost its metadata and was found by its text" in text


def test_the_contents_link_every_exercise_in_the_chapters_order(page):
    reader = Reader(page)
    links = [a["href"] for a in reader.tags("a") if a["href"] != "#contents"]
    assert links == [f"#{exercise.id}" for exercise in EXERCISES]
    ids = [attributes.get("id") for _, attributes in reader.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)


def test_every_state_is_said_in_words(page):
    text = Reader(page).text
    for words in (
        *("✓ passed", "→ not yet", "○ still empty", "! grader error: will be regraded"),
        *("not yet: raised an exception", "not yet: ran too long"),
        "not yet: ended early",
    ):
        assert words in text


def test_the_mistake_is_named_with_its_mathematics_the_numbers_and_the_code():
    verdict = mistaken("lr-backward", "missing-mean")
    code = "def backward(self, x, yhat, y):\n    self.grads['dw'] = x @ (yhat - y).T\n"
    reader = Reader(page_of(verdict, code))
    mistake = find_entry("lr-backward").mistakes["missing-mean"]
    assert f"You get numbers like these when {mistake.sentence}" in reader.text
    assert mistake.why.replace("`", "") in reader.text
    assert "yours expected ratio" in re.sub(r"(yours|expected)(?=\w)", r"\1 ", reader.text)
    assert "self.grads['dw'] = x @ (yhat - y).T" in reader.text


def test_points_by_part_are_shown_when_some_are_missing():
    entry = find_entry("lr-backward")
    text = Reader(page_of(mistaken("lr-backward", "sign-db"))).text
    for part in entry.exercise.parts:
        assert part.name in text.partition("Points by part")[2]
    assert "3 of 4 points" in text


def test_an_exception_is_told_with_the_line_that_raised_it():
    def forward(self, x):
        return self.w @ x

    text = Reader(page_of(written("lr-forward", forward))).text
    assert "RuntimeError: mat1 and mat2 shapes cannot be multiplied" in text
    assert "in the line return self.w @ x" in text


def test_a_pass_is_said_as_a_grade_and_not_as_a_visible_check():
    entry = find_entry("bce")
    text = Reader(page_of(judged(entry, entry.right.obj))).text
    assert "2 of 2 points" in text
    assert "Right on every input that it was graded on." in text
    assert "visible" not in text
    assert "Hint" not in text


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_hint_is_of_the_level_that_the_instructor_chose(level):
    hints = find_entry("bce").exercise.hints
    text = Reader(page_of(mistaken("bce", "sum"), hint_level=level)).text
    assert f"Hint {level} of 3" in text
    for step, hint in enumerate(hints, start=1):
        assert (hint.replace("`", "") in text) == (step == level)


def test_no_hint_is_shown_at_level_zero_and_none_beyond_the_last():
    verdict = mistaken("bce", "sum")
    assert "Hint" not in Reader(page_of(verdict, hint_level=0)).text
    assert "Hint 3 of 3" in Reader(page_of(verdict, hint_level=9)).text
    with pytest.raises(ValueError, match="hint_level"):
        page_of(verdict, hint_level=-1)


def test_a_fault_of_the_grader_costs_nothing_and_tells_no_internals(page):
    text = Reader(page).text
    assert "This is a grader error: the grader broke, not your code." in text
    assert "It will be graded again, and no points are lost." in text
    assert "– of 2" in text
    assert "2 of the points are still open because of a grader error" in text
    assert "ENOSPC" not in text


def test_a_timeout_and_a_crash_say_what_happened(page):
    text = Reader(page).text
    assert "still running when its time was up" in text
    assert "It ran for 10 s." in text
    assert "ended before it gave an answer" in text
    assert "It was ended by signal 9." in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("missing", "No file of yours was found for this chapter."),
        ("unreadable", "The file that you handed in could not be graded."),
        (
            "grader_fault",
            "the grading itself broke. Your file will be graded again, and no points are lost.",
        ),
    ],
)
def test_a_submission_without_verdicts_has_a_page_too(state, words):
    result = Result(
        Submission("ada", CHAPTER, remarks=(Remark("unreadable", reasons=(Remark("link"),)),)),
        state,
    )
    text = Reader(render_feedback(result, EXERCISES)).text
    total = sum(exercise.points for exercise in EXERCISES)
    assert words in text
    assert "unreadable: it is a symbolic link, which is never followed" in text
    # Nobody has judged anything: no points, and no list of exercises that are "empty".
    marked = state == "grader_fault"
    assert (f"– of {total:g} points" in text) == marked
    assert ("No mark yet" in text) == (EXERCISES[0].title not in text) == (not marked)


def test_the_title_is_the_notebooks_own_when_there_is_one():
    cells = [{"cell_type": "markdown", "source": ["# 4 · By hand\n", "\n", "Words."]}]
    verdict = mistaken("bce", "sum")
    exercises = [find_entry("bce").exercise]
    for notebook, title in (
        (json.dumps({"cells": cells}), "4 · By hand"),
        ('{"cells": []}', "4 · The backward pass by hand"),
        ("[1, 2]", "4 · The backward pass by hand"),
        ("no JSON", "4 · The backward pass by hand"),
    ):
        page = render_feedback(alone(verdict, notebook=notebook), exercises)
        assert f"<h1>{title}</h1>" in page


def test_verdicts_of_another_chapter_are_refused_by_name():
    with pytest.raises(ValueError, match="bce"):
        render_feedback(alone(mistaken("bce", "sum")), [find_entry("lr-init").exercise])


def test_a_result_reads_the_same_after_a_journal(page):
    again = Result.from_json(json.loads(json.dumps(mixed().to_json())))
    assert render_feedback(again, EXERCISES, course="Gradients") == page


def test_the_same_result_gives_the_same_bytes(page):
    assert render_feedback(mixed(), EXERCISES, course="Gradients") == page


def test_the_pages_policy_allows_only_its_own_style(page):
    reader = Reader(page)
    policy = next(m["content"] for m in reader.tags("meta") if m.get("http-equiv"))
    digest = base64.b64encode(hashlib.sha256(reader.style.encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert_inert(page)


def test_the_page_has_landmarks_and_headings_for_a_screen_reader(page):
    reader = Reader(page)
    assert reader.tags("html") == [{"lang": "en", "dir": "ltr"}]
    for landmark in ("header", "main", "nav", "footer"):
        assert reader.tags(landmark)
    assert len(reader.tags("h1")) == 1
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch(r"h\d", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    named = {attributes.get("aria-labelledby") for attributes in reader.tags("section")}
    assert {exercise.id for exercise in EXERCISES} <= named


@pytest.mark.thorough
def test_every_wrong_answer_of_the_chapter_can_be_drawn():
    for entry in chapter_of(CHAPTER):
        for name in entry.mistakes:
            verdict = mistaken(entry.id, name)
            page = page_of(verdict)
            assert_inert(page)
            text = Reader(page).text
            # No proof is at hand: a fact is only what the numbers or an exception say themselves.
            sentence = str(verdict.cause.sentence).rstrip(".").replace("`", "")
            begins = ("numbers like these", "a result like this", "an exception like this")
            assert any(f"{begin} when {sentence}" in text for begin in begins), (entry.id, name)


def test_a_note_stands_in_the_place_of_numbers():
    exercise = find_entry("bce").exercise
    verdict = dataclasses.replace(unjudged(exercise, "wrong"), note="`bce` is not defined")
    assert "bce is not defined." in Reader(page_of(verdict)).text


def test_an_exception_of_the_cell_itself_is_told():
    exercise = find_entry("bce").exercise
    verdict = unjudged(exercise, "error", "The cell does not run.", "SyntaxError: invalid syntax")
    assert "The cell does not run. SyntaxError: invalid syntax" in Reader(page_of(verdict)).text
    assert "not yet: could not be run" in Reader(page_of(verdict)).text


def test_the_persons_name_stands_before_the_id():
    result = Result(Submission("al1815", CHAPTER, name="Ada Lovelace"), "missing")
    assert "for Ada Lovelace (al1815)" in Reader(render_feedback(result, EXERCISES)).text


def test_a_remark_of_the_collectors_and_of_gradings_is_told_once():
    late = Remark("late-by-lms")
    submission = Submission("ada", CHAPTER, remarks=(late,))
    result = Result(submission, "flagged", remarks=(late, Remark("latin-1")))
    text = Reader(render_feedback(result, EXERCISES)).text
    assert text.count("the LMS marks it as late") == 1
    assert "it is not in UTF-8; it was read as Latin-1" in text
    broken = Result(
        submission, "grader_fault", remarks=(Remark("grader-fault", reason="pipe 7 closed"),)
    )
    assert "pipe 7" not in Reader(render_feedback(broken, EXERCISES)).text


def test_the_list_says_why_points_are_missing(page):
    listed = page[page.index("<nav") : page.index("</nav>")]
    assert "the sum over the batch is not divided by m" in Reader(listed).text


@pytest.mark.parametrize(
    "flag",
    [
        Remark("same-file", student="60449", more=2),
        Remark("ambiguous-name", name="Ada", students=("7", "60449")),
        Remark("reaches-for-checks", cell="lr-backward", line=3, source="import course_utils.key"),
        Remark("earlier", text="a sentence of an earlier version, about 60449"),
    ],
)
def test_what_is_for_the_instructor_is_not_on_the_students_page(flag):
    result = dataclasses.replace(mixed(), remarks=(*mixed().remarks, flag))
    noted = dataclasses.replace(result.submission, remarks=(flag,))
    page = render_feedback(dataclasses.replace(result, submission=noted), EXERCISES)
    assert flag.text not in Reader(page).text and "60449" not in page
    assert mixed().flags[0].text in Reader(page).text


def test_remarks_for_the_instructor_alone_are_not_announced():
    remarks = (Remark("ends-processes", cell="bce", line=3, source="os.fork()"),)
    result = dataclasses.replace(mixed(), state="flagged", remarks=remarks)
    text = render_feedback(result, EXERCISES)
    assert "with remarks" not in text
    assert "os.fork" not in text


def test_what_matters_stands_first_and_what_is_right_is_one_line_each():
    page = render_feedback(mixed(), EXERCISES)
    reader = Reader(page)
    order = [
        a["aria-labelledby"] for a in reader.tags("section") if "exercise" in a["class"].split()
    ]
    assert order[0] == "lr-sigmoid" and order[-1] == "lr-init"  # the only one that passed
    folded = page[page.index('class="exercise with-code done"') :]
    assert folded.index("<details>") < folded.index('id="lr-init"') < folded.index("</summary>")
    assert folded.index("</summary>") < folded.index("</details>") and "<pre" in folded
    assert page.count("<details>") == 1


def test_a_comment_on_a_right_answer_is_not_folded_away():
    by_hand = ByHand({"lr-init": Given(comment="Look at the shape again.")})
    page = render_feedback(mixed(), EXERCISES, by_hand=by_hand)
    assert "<details>" not in page and "Look at the shape again." in page


def test_where_all_is_right_each_exercise_is_listed_once():
    made = mixed()
    right = {one.id: judged(entry, entry.right.obj) for entry, one in zip(
        chapter_of(CHAPTER), EXERCISES, strict=True
    )}  # fmt: skip
    page = render_feedback(dataclasses.replace(made, verdicts=right, state="graded"), EXERCISES)
    reader = Reader(page)
    assert not reader.tags("nav") and page.count("<details>") == len(EXERCISES)
    for exercise in EXERCISES:
        assert page.count(f">{exercise.title}<") == 1
    # What leads back to the list finds it.
    assert page.count('id="contents"') == 1 and 'href="#contents"' in page
    wrong = dataclasses.replace(made, verdicts={**right, "bce": made.verdicts["bce"]})
    assert len(Reader(render_feedback(wrong, EXERCISES)).tags("nav")) == 1
