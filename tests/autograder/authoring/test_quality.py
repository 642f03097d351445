"""What is missing is said in words; what an author tries is shown as a student reads it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from autograder.authoring import lint
from autograder.authoring.audit import measure_quality
from autograder.authoring.html_page import audit_page, row, totals, try_page
from autograder.authoring.tryout import TrialAnswer, catalogue_answers, read_answers, try_answers
from autograder.catalogue import entry as entry_module
from autograder.catalogue import find_entry
from autograder.catalogue.entry import KnownMistakes
from autograder.catalogue.keys import make_keys
from autograder.errors import Refused
from course_utils.core.mistake import Mistake


@pytest.fixture
def spoiled(monkeypatch):
    """A function: an entry like bce's, with fields exchanged, known under bce's id."""
    original = find_entry("bce")

    def spoil(exercise: dict | None = None, **fields):
        made = replace(original, **fields)
        made.exercise = replace(original.exercise, **(exercise or {}))
        monkeypatch.setitem(entry_module._ENTRIES, "bce", made)
        entry_module.catalogue.cache_clear()
        return made

    yield spoil
    monkeypatch.undo()
    entry_module._ENTRIES["bce"] = original
    entry_module.catalogue.cache_clear()


def test_nothing_is_missing_in_the_course():
    assert lint.all_faults() == []


def test_what_is_missing_is_said_in_words(spoiled):
    original = find_entry("bce")
    mistakes = dict(list(original.mistakes.items())[:2])
    first, second = mistakes
    made = spoiled(
        {"hints": original.exercise.hints[:2], "difficulty": 9, "minutes": 0, "title": "TODO"},
        variants=original.variants[:1],
        read=KnownMistakes(
            {
                first: replace(mistakes[first], sentence="It is wrong.", why="no full stop"),
                second: mistakes[second],
            },
            [(first, original.wrong[0][1])],
            {},
        ),
    )
    assert lint.text_faults(made) == [
        "bce: the title is still the scaffold's: write it",
        "bce: 1 right variant written differently, 3 are needed",
        "bce: no hint 3 (nearly the line)",
        f"bce: mistake {second} has no wrong implementation",
        "bce: the difficulty is 9; it goes from 1 to 5",
        "bce: no minutes: how long does it take?",
        f"bce: mistake {first}'s sentence completes “This is what you get when …”: no space "
        "before it, no full stop after it ('It is wrong.')",
        f"bce: mistake {first}'s mathematics is no whole sentence ('no full stop')",
    ]


def test_points_that_do_not_add_up_are_told(spoiled):
    parts = find_entry("bce").exercise.parts
    spoiled({"parts": (replace(parts[0], points=5), *parts[1:])})
    (fault,) = lint.chapter_faults("04_logistic_regression")
    assert "the points add up to 23, and not to 20" in fault


def test_evidence_without_a_label_and_points_for_nothing_are_told(spoiled):
    original = find_entry("bce")
    part = replace(original.exercise.parts[0], items=("loss of nothing",))
    made = spoiled({"labels": {}, "parts": (part,)})
    faults = lint.key_faults(made, make_keys(original, "visible/bce"))
    assert any("has no label" in fault for fault in faults)
    assert "bce: the evidence 'loss of nothing' earns points, but the probe never records it" in (
        faults
    )


def test_mistakes_that_nobody_could_tell_apart_are_told(spoiled):
    original = find_entry("bce")
    twin = replace(next(iter(original.mistakes.values())), id="twin")
    made = spoiled(
        read=KnownMistakes(
            {**original.mistakes, "twin": twin},
            [*original.wrong, ("twin", original.wrong[0][1])],
            {},
        ),
    )
    faults = lint.key_faults(made, make_keys(made, "visible/bce"))
    assert any(f"{original.wrong[0][0]} and twin give the same numbers" in f for f in faults)


def test_the_audit_counts_and_times_and_finds_nothing_in_a_finished_exercise():
    quality, entry = measure_quality("bce"), find_entry("bce")
    assert quality.ok and quality.named == quality.wrong == len(entry.wrong)
    assert quality.passed == quality.right == len(entry.variants)
    assert quality.mutants == quality.killed + len(quality.harmless) > 10
    assert 0 < quality.check_ms < 1000
    data = json.loads(json.dumps(quality.to_json()))
    assert data["id"] == "bce" and data["surviving"] == [] and data["faults"] == []


def test_the_audit_finds_a_right_answer_that_fails_and_a_wrong_one_that_passes(spoiled):
    original = find_entry("bce")
    assert original.right is not None
    mistake, wrong = original.wrong[0]
    spoiled(
        variants=[*original.variants, wrong],
        read=KnownMistakes(
            original.mistakes,
            [*original.wrong, (mistake, original.right)],
            {"gone": "it was harmless once"},
        ),
    )
    quality = measure_quality("bce")
    assert quality.passed == quality.right - 1 and quality.named == quality.wrong - 1
    told = "\n".join(quality.faults)
    assert f"the right answer {wrong.name} is wrong" in told
    assert f"the wrong answer {original.right.name} ({mistake}) passes" in told
    assert "(it was harmless once) does not survive, or is none of the mutants: take it out" in told


def test_a_typing_mistake_of_an_author_is_no_mistake_of_students(spoiled):
    original = find_entry("bce")
    _, one = original.wrong[0]
    slip = replace(one, text=(text := "def bce(yhat, y):\n    return trch.log(y)\n"),
                   make=lambda: original.build(text), _made=[])  # fmt: skip
    told = Mistake("slip", "a sentence", "A why.", 2, ())
    for about, faults in (((), 1), (("raised",), 0)):
        mistakes = {**original.mistakes, "slip": replace(told, about=about)}
        made = spoiled(read=KnownMistakes(mistakes, [("slip", slip)], {}))
        found = lint.key_faults(made, make_keys(made, 1))
        assert len(found) == faults
        assert all("slip/1 raises NameError: name 'trch' is not defined" in one for one in found)


def test_a_surviving_mutant_is_told_with_the_line_that_lists_it(spoiled):
    entry = find_entry("grad-at")
    change = next(iter(entry.harmless))
    before = dict(entry.harmless)
    del entry.harmless[change]
    try:
        quality = measure_quality("grad-at")
    finally:
        entry.harmless.clear()
        entry.harmless.update(before)
    (surviving,) = quality.surviving
    assert surviving == "line 4: 10 * y + 25 → 10 * y - 25"
    assert f"changed in {surviving} still passes" in quality.faults[0]
    assert "list it in grad_at.mistakes under 'harmless: why'" in quality.faults[0]


def test_an_unfinished_exercise_is_told_without_running_it(spoiled):
    spoiled({"contract": "TODO"}, make_cases=None)
    quality = measure_quality("bce")
    assert quality.mutants == 0
    assert quality.faults[:2] == (
        "bce: the contract is still the scaffold's: write it",
        "bce: no cases; decorate the function that draws them with @….cases",
    )


def test_the_totals_are_the_readmes_words_and_the_page_shuts_scripts_out():
    quality = replace(measure_quality("bce"), title="<script>alert(1)</script>", faults=("<b>x",))
    assert totals([quality]).startswith("1 exercise in 1 chapter, with ")
    assert row(quality)[0] == "✗ bce"
    page = audit_page([quality], quality.faults)
    assert "<script" not in page and "&lt;b&gt;x" in page
    assert "default-src &#39;none&#39;; style-src &#39;sha256-" in page


ANSWERS = {
    "sum.py": "def bce(yhat, y):\n    return F.binary_cross_entropy(yhat, y, reduction='sum')\n",
    "odd.py": "def bce(yhat, y):\n    return (yhat.cos() * 7.3 + y).mean()\n",
    "right.py": "def bce(yhat, y):\n    return F.binary_cross_entropy(yhat, y)\n",
    "typo.py": "def bce(yhat, y)\n    return 1\n",
    "raises.py": "x = 1 / 0\n",
    "other.py": "def loss(yhat, y):\n    return 1\n",
}


@pytest.fixture
def answers(tmp_path):
    for name, text in ANSWERS.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_an_authors_answers_are_shown_as_students_read_them_and_the_unnamed_marked(answers):
    tried = {one.answer.name.rsplit("/", 1)[-1]: one for one in try_answers(
        "bce", read_answers([answers]))}  # fmt: skip
    assert tried["sum.py"].verdict.mistake == "sum" and not tried["sum.py"].remark
    assert "You get numbers like these when" in tried["sum.py"].text
    assert "add it to the file of mistakes" in tried["odd.py"].remark
    assert tried["right.py"].remark.startswith("passes: if it is wrong")
    assert "line 1. SyntaxError" in tried["typo.py"].text
    assert "ZeroDivisionError" in tried["raises.py"].text
    assert "`bce` is not defined" in tried["other.py"].text
    page = try_page(find_entry("bce").exercise, list(tried.values()))
    assert page.count("<section>") == len(ANSWERS) and "<script" not in page


def test_the_catalogues_own_answers_are_named_as_they_should_be():
    tried = list(try_answers("bce", catalogue_answers(find_entry("bce"))[:12]))
    assert len(tried) == 12 and not [one.remark for one in tried if one.remark]


def test_an_answer_that_never_ends_is_interrupted(monkeypatch):
    from autograder.authoring import tryout
    from autograder.authoring.limit import limited

    monkeypatch.setattr(tryout, "limited", lambda: limited(0.3))
    endless = "def bce(yhat, y):\n    while True:\n        yhat = yhat * 1\n"
    (one,) = try_answers("bce", [TrialAnswer("endless.py", endless)])
    assert one.verdict.state == "timeout" and one.remark.startswith("never ends")


def test_files_that_cannot_be_read_are_refused_in_a_sentence(tmp_path):
    with pytest.raises(Refused, match="holds no Python file"):
        read_answers([tmp_path])
    with pytest.raises(Refused, match="No such file"):
        read_answers([tmp_path / "x.py"])
