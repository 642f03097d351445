"""The order of a term: what happens in it, chapter by chapter."""

from __future__ import annotations

from collections.abc import Sequence

from tests.term.answers import ANSWERS
from tests.term.school import Student
from tests.term.term import (
    AUTOGRAD,
    ENGINE,
    LOOP,
    MODULES,
    PAPER,
    REGRESSION,
    TENSORS,
    Term,
)


def first_weeks(term: Term) -> None:
    """One chapter: a torn file, files handed in anew, the first download once more, decisions."""
    chapter = AUTOGRAD
    term.by_canvas(chapter)
    term.again_for_some(chapter)
    said = term.grade(term.folder / f"{chapter}.zip", chapter, "--roster", term.canvas_roster())
    assert "handed in a later file since this download was made" in said
    term.expect(chapter)
    term.overrides(chapter, term.students[2], 12.5)
    term.excuses(chapter, term.students[6])
    term.into_canvas(chapter)


def somebody_leaves_and_somebody_comes(term: Term) -> None:
    """Who comes late is on the next roster, and owes nothing of what was before."""
    term.leaves(term.students[4])
    term.joins(Student(len(term.students) + 1))


def a_date_of_ones_own(term: Term, chapter: str) -> None:
    """Two who are late by the LMS get more time; one of them ahead of today, one not."""
    late = [s for s in term.students if term.reckoning.of(chapter, s.id).late]
    for who, until in zip(late, ("2099-01-01", "2026-03-02T12:00+00:00"), strict=False):
        term.extends(chapter, who, until)


def two_who_read(term: Term) -> None:
    """Two TAs give points to the answers of a section each, and neither takes the other's back."""
    term.by_canvas(PAPER)
    first = term.grading_page(PAPER)
    term.reads(PAPER, "A")
    # Bo has opened the page before Grace was done, and has a mark for one of her answers, too.
    said = term.takes_over_hers(PAPER, first)
    assert "somebody gave" in said and "not taken over" in said
    term.expect(PAPER)
    term.reads(PAPER, "B")
    term.expect(PAPER)
    term.command("feedback", "--course", term.course, "--chapter", PAPER)
    term.into_canvas(PAPER)


def requests(term: Term, chapter: str, exercise: str) -> list[str]:
    """Two students ask about an exercise; their ids."""
    wrong = [
        who for who in term.students
        if exercise in getattr(term.reckoning.of(chapter, who.id).answer, "lost", ())
        and not term.reckoning.of(chapter, who.id).excused
    ][:2]  # fmt: skip
    for who in wrong:
        term.asks(chapter, who, exercise)
    said = term.command("todo", "add", term.folder / "requests", "--course", term.course)
    assert f"{len(wrong)} requests added" in said
    return [who.id for who in wrong]


def the_end(term: Term, chapters: Sequence[str]) -> None:
    """Everything on the list is decided, which changes no mark, and all tables agree."""
    waits = term.empties_the_list()
    assert waits["request"] == 2 and waits["unreadable"] > 0 and waits["undecided"] > 0, waits
    for chapter in chapters:
        term.expect(chapter)
    term.overview(chapters)


def small_term(term: Term) -> None:
    """Three chapters, most of what can happen."""
    first_weeks(term)
    somebody_leaves_and_somebody_comes(term)
    term.groups(LOOP, "canvas")
    term.overrides(LOOP, term.students[0], 11)
    term.into_canvas(LOOP, "--missing-as-zero", "--yes")
    two_who_read(term)
    requests(term, LOOP, "sgd")
    the_end(term, (AUTOGRAD, LOOP, PAPER))


def long_term(term: Term, changed: Term) -> None:
    """All seven chapters; ``changed`` is the same term under a course whose points have changed.

    Its exercise ``bce`` is worth 1 point instead of 2, and ``lr-init`` 3 instead of 2.
    """
    term.by_canvas(TENSORS)
    term.into_canvas(TENSORS, "--missing-as-zero", "--yes")
    first_weeks(term)
    worksheet = term.by_moodle(MODULES)
    term.into_moodle(MODULES, worksheet)
    somebody_leaves_and_somebody_comes(term)
    term.by_canvas(REGRESSION, by_section=True)
    a_date_of_ones_own(term, REGRESSION)
    term.into_canvas(REGRESSION)
    asked = requests(term, REGRESSION, "bce")

    source, roster = term.folder / f"{REGRESSION}.zip", term.canvas_roster()
    changed.grade(source, REGRESSION, "--roster", roster)
    changed.expect(REGRESSION)  # nothing changes by itself
    changed.grade(source, REGRESSION, "--roster", roster, "--regrade", "--dry-run")
    changed.expect(REGRESSION)
    changed.grade(source, REGRESSION, "--roster", roster, "--regrade")
    term.reckoning.worth["bce"] = 1
    changed.expect(REGRESSION)
    moved = changed.into_canvas(REGRESSION)
    wrong = [
        who.id for who in term.students
        if term.reckoning.of(REGRESSION, who.id).answer is ANSWERS[REGRESSION]["bce"]
    ]  # fmt: skip
    assert sorted(moved) == sorted(wrong)
    gained = {
        one["student"]: one["difference"] for one in changed.waiting() if one["kind"] == "request"
    }
    assert gained == dict.fromkeys(asked, 0), "0 of 2 has become 0 of 1"

    changed.groups(LOOP, "canvas")
    changed.into_canvas(LOOP, "--missing-as-zero", "--yes")
    two_who_read(changed)
    changed.into_moodle(ENGINE, changed.groups(ENGINE, "moodle"))
    changed.command("similar", "--chapter", REGRESSION, "--course", term.course)
    the_end(changed, tuple(ANSWERS))
    for chapter in (TENSORS, AUTOGRAD, REGRESSION, LOOP, PAPER):
        assert changed.into_canvas(chapter) == {}, "what is in the LMS is what is in the course"
