"""Hidden cases of each student's own: whose they are, and that no verdict depends on them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from autograder.catalogue import catalogue, find_entry, make_keys, run
from autograder.catalogue.entry import Implementation
from autograder.catalogue.own_draw import one_draw
from autograder.course.secret import draw_of
from autograder.files.paths import ROOT
from autograder.grade.judged import Judged, unshared
from autograder.sandbox import ProbeOutcome
from course_utils.core.judge import judge
from course_utils.core.key import fingerprint

SECRET = "5eed"
# What a download may call somebody: none of it may end a run, or be anybody else's.
IDS = (
    "", " ", "ada", "Ada", "ada ", "ada\0", "../../etc/passwd", "a/b", "élise", "e\u0301lise",
    "学生", "\ud800", "student ada", "\0variant", "x" * 100_000,
)  # fmt: skip


def own(exercise: str, draw: str) -> Judged:
    return unshared(find_entry(exercise)).of_student(draw)


def outcome_of(judged: Judged, obj: object) -> ProbeOutcome:
    entry = find_entry(judged.exercise.id)
    seen, unseen = (
        tuple(run(entry, obj, case) for case in keys.cases)
        for keys in (judged.visible, judged.hidden)
    )
    return ProbeOutcome(entry.id, "answered", seen, unseen)


def verdict(judged: Judged, obj: object):
    outcome = outcome_of(judged, obj)
    return judged.verdict([*outcome.visible, *outcome.hidden])


def test_each_id_has_a_draw_of_its_own_and_nobody_tells_it_without_the_secret():
    draws = [draw_of(SECRET, whose) for whose in IDS]
    assert len(set(draws)) == len(IDS)
    assert all(len(draw) == 64 and set(draw) <= set("0123456789abcdef") for draw in draws)
    assert draw_of("5eedx", "y") != draw_of("5eed", "xy"), "no two texts run into one another"
    assert SECRET not in "".join(draws)
    assert draw_of(SECRET, "ada") != draw_of("another", "ada")


def test_the_same_student_has_the_same_cases_in_every_process():
    code = (
        "from autograder.catalogue import find_entry; "
        "from autograder.grade.judged import unshared; "
        "from course_utils.core.key import fingerprint; "
        "print(fingerprint(unshared(find_entry('bce')).of_student('d1').hidden))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1"},
        ).stdout.strip()
        for seed in ("1", "2")
    ]  # fmt: skip
    one_draw(find_entry("softmax"), "something/else")  # what was drawn before changes nothing
    mine = fingerprint(own("bce", "d1").hidden)
    assert told == [mine, mine]
    assert fingerprint(own("bce", "d2").hidden) != mine
    shared = make_keys(find_entry("bce"), "d1/bce")
    assert [key.case.inputs["y"].tolist() for key in shared.keys] == [
        key.case.inputs["y"].tolist() for key in own("bce", "d1").hidden.keys
    ]


@pytest.mark.parametrize("exercise", ["bce", "softmax", "minibatches", "repeated-grads"])
def test_a_known_mistake_that_is_asked_for_late_is_named_as_by_complete_keys(exercise):
    entry = find_entry(exercise)
    judged = own(exercise, "a student")
    whole = make_keys(entry, f"a student/{exercise}")
    named = [replace(key.case, name=mine.case.name, hidden=True)
             for key, mine in zip(whole.keys, judged.hidden.keys, strict=True)]  # fmt: skip
    keys = tuple(replace(key, case=case) for key, case in zip(whole.keys, named, strict=True))
    complete = replace(judged, hidden=replace(whole, keys=keys))
    for mistake, wrong in entry.wrong:
        outcome = outcome_of(judged, wrong.obj)
        seen = [*outcome.visible, *outcome.hidden]
        mine = judged.verdict(seen)
        assert mine.to_json() == judge(judged.exercise, complete.keys, seen).to_json()
        assert mine.mistake == mistake
    assert any(mistake for mistake, _ in entry.wrong)


def test_of_a_hundred_known_mistakes_only_those_are_run_that_the_visible_cases_leave(monkeypatch):
    from autograder.catalogue import own_draw

    ran = []
    judged = own("softmax", "a student")
    monkeypatch.setattr(
        own_draw, "run", lambda entry, obj, *a: ran.append(obj) or run(entry, obj, *a)
    )
    entry = find_entry("softmax")
    assert entry.right is not None
    outcome = outcome_of(judged, entry.wrong[0][1].obj)
    assert judged.verdict([*outcome.visible, *outcome.hidden]).mistake == entry.wrong[0][0]
    assert 1 <= len({id(obj) for obj in ran}) <= 10 < len(entry.wrong) / 10


@pytest.mark.parametrize("exercise", ["mse", "gd-step", "scaler", "lr-backward", "sgd", "adam"])
def test_an_answer_gets_the_same_points_whoever_hands_it_in(exercise):
    entry = find_entry(exercise)
    students = [own(exercise, draw_of(SECRET, f"s{number}")) for number in range(4)]
    inputs = {fingerprint(judged.hidden) for judged in students}
    assert len(inputs) == len(students)
    assert entry.right is not None
    for right in (entry.right, *entry.variants, *entry.alternatives):
        assert {verdict(one, right.obj).state for one in students} == {"passed"}
    for _, wrong in entry.wrong[::7]:
        found = {
            (one.state, one.mistake, *sorted(one.parts))
            for one in (verdict(judged, wrong.obj) for judged in students)
        }
        assert len(found) == 1, wrong.name
        assert "passed" not in next(iter(found))


def test_hidden_cases_of_ones_own_take_no_part_that_the_visible_ones_leave():
    """A forgotten unit: in one draw in ten the first part shows it, and in the others not."""
    entry = find_entry("layer-loop")
    wrong = next(one for _, one in entry.wrong if one.name == "a-unit-forgotten/1")
    found, further = set(), set()
    for number in range(60):
        judged = own("layer-loop", f"s{number}")
        outcome = outcome_of(judged, wrong.obj)
        mine = judged.verdict([*outcome.visible, *outcome.hidden])
        found.add((mine.state, mine.score, mine.mistake, *mine.parts))
        further.add(judged.further(outcome))
    assert found == {("wrong", 2, "a-unit-forgotten", "layer")}
    assert further == {(), ("layer",)}, "it is told where they would"


def test_where_rounding_decided_a_right_answer_is_judged_by_the_next_cases():
    """A right answer, as the catalogue knows it, that fails in the first draw of this student."""
    entry = find_entry("bce")
    assert entry.right is not None
    first = own("bce", "unlucky").hidden.keys[0].case

    def picky(yhat, y):
        wrong = yhat.shape == first.inputs["yhat"].shape and bool(
            (yhat == first.inputs["yhat"]).all()
        )
        return entry.right.obj(yhat, y) + wrong

    before = list(entry.variants)
    entry.variants.append(Implementation("picky", "", lambda: picky))
    try:
        judged = own("bce", "unlucky")
        outcome = outcome_of(judged, picky)
        found = judged.verdict([*outcome.visible, *outcome.hidden])
        assert found.state == "wrong" and found.hidden
        after = judged.after(found, outcome)
        assert after is not None and fingerprint(after.hidden) != fingerprint(judged.hidden)
        assert verdict(after, picky).state == "passed"
        # Who passes, or is refused by the visible cases for as much, is judged once.
        passed = outcome_of(judged, entry.right.obj)
        right = judged.verdict([*passed.visible, *passed.hidden])
        assert right.state == "passed" and judged.after(right, passed) is None
    finally:
        entry.variants[:] = before


def test_a_wrong_answer_is_not_judged_twice_where_the_draw_is_fair():
    """Right on all inputs but one, which only this student's hidden cases hold."""
    entry = find_entry("bce")
    assert entry.right is not None
    judged = own("bce", "a student")
    case = judged.hidden.keys[0].case

    def almost(yhat, y):
        unlucky = yhat.shape == case["yhat"].shape and bool((yhat == case["yhat"]).all())
        return entry.right.obj(yhat, y) + unlucky

    outcome = outcome_of(judged, almost)
    found = judged.verdict([*outcome.visible, *outcome.hidden])
    assert found.state == "wrong" and found.hidden
    assert judged.after(found, outcome) is None, "every right answer passes: the draw is fair"


@pytest.mark.slow
@pytest.mark.parametrize("exercise", [entry.id for entry in catalogue().values()])
def test_whoever_they_are_the_same_answer_comes_to_the_same(exercise):
    """Every right answer for 120 students, every fifth known mistake for 12 of them."""
    entry = find_entry(exercise)
    base = unshared(entry)
    assert entry.right is not None
    right = (entry.right, *entry.variants, *entry.alternatives)
    wrong = [one for _, one in entry.wrong[::5]]
    seen = {id(one): outcome_of(base, one.obj).visible for one in (*right, *wrong)}
    for number in range(120):
        judged = base.of_student(draw_of(SECRET, f"s{number}"))
        for one in right:
            unseen = [run(entry, one.obj, case) for case in judged.hidden.cases]
            found = judged.verdict([*seen[id(one)], *unseen])
            assert found.state == "passed", (one.name, number)
    points: dict[str, set] = {one.name: set() for one in wrong}
    for number in range(12):
        judged = base.of_student(draw_of(SECRET, f"s{number}"))
        for one in wrong:
            unseen = [run(entry, one.obj, case) for case in judged.hidden.cases]
            found = judged.verdict([*seen[id(one)], *unseen])
            points[one.name].add((found.state, found.score, found.mistake))
    for name, found_of in points.items():
        assert len(found_of) == 1 and "passed" not in next(iter(found_of)), (name, found_of)
