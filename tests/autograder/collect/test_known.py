"""Ids that differ in case or in a sign are one student; a roster's news are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collect.ids import same_key, student_id
from autograder.collect.known import (
    KnownIds,
    People,
    known_in,
    read_people,
    roster_diff,
    settled,
    write_people,
)
from autograder.collect.roster import Person, Roster, read_roster


def course_with(tmp_path, *students: str) -> KnownIds:
    for student in students:
        (tmp_path / "submitted" / student).mkdir(parents=True)
    return known_in(tmp_path)


def ids_of(roster: Roster, known: KnownIds) -> list[str]:
    return [person.student for person in settled(roster, known)[0].people]


def people(*ids: str) -> Roster:
    return Roster(tuple(Person(one, f"Name {number}") for number, one in enumerate(ids)))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("ADA2@Example.org", "ada2@example.org"), ("o'neil", "o-neil"), ("o-neil", "o'neil"),
        ("Müller", "mu\u0308ller"), ("s 06", "s-06"), ("STRASSE", "straße"), ("a(b)", "a-b"),
    ],
)  # fmt: skip
def test_the_first_spelling_stays_and_both_are_found(tmp_path, before, now):
    known = course_with(tmp_path, before)
    roster, twice = settled(people(now, "other"), known)
    assert [person.student for person in roster.people] == [before, "other"]
    assert twice == ()
    for text in (before, now, student_id(now)):
        found = roster.by_id(text)
        assert found is not None and found.student == before
    assert known.spelled(student_id(now)) == before, "also without a roster"


@pytest.mark.parametrize("ids", [("7", "007"), ("7", "77"), ("a.b", "a-b"), ("a_b", "a-b")])
def test_ids_that_are_others_stay_apart(tmp_path, ids):
    assert ids_of(people(ids[1]), course_with(tmp_path, ids[0])) == [ids[1]]


def test_two_on_one_roster_are_two_however_alike_their_ids_are(tmp_path):
    roster, _ = settled(people("o'neil", "o-neil"), course_with(tmp_path, "O'Neil"))
    assert [person.student for person in roster.people] == ["o'neil", "o-neil"]
    assert roster.by_id("o'neil") is not roster.by_id("o-neil")
    assert roster.by_id("o*neil") is None, "either could be meant"


def test_a_course_that_has_one_student_twice_is_told_so(tmp_path):
    _, twice = settled(people("ada"), course_with(tmp_path, "ada", "Ada"))
    assert twice == (("Ada", "ada"),)


def test_an_id_that_no_folder_may_be_called_is_made_safe_and_still_found(tmp_path):
    roster, _ = settled(people("../../etc", "a/b", ".hidden"), known_in(tmp_path))
    assert all("/" not in one.student and one.student[0] != "." for one in roster.people)
    assert [one is not None for one in map(roster.by_id, ("../../etc", "a/b"))] == [True, True]


def test_a_former_id_is_understood_until_it_is_somebody_elses(tmp_path):
    known = course_with(tmp_path, "77")
    known.aliases, known.names = {"7": "77"}, {"77": "Kim Min"}
    assert settled(Roster((Person("77", "Kim Min"),)), known)[0].by_id("7").student == "77"
    assert ids_of(Roster((Person("7", "Kim Min"),)), known) == ["77"]
    assert ids_of(Roster((Person("7", "Bob Hope"),)), known) == ["7"]
    both = Roster((Person("7", "Kim Min"), Person("77", "Kim Min")))
    assert ids_of(both, known) == ["7", "77"]


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_one_key_for_whatever_comes_out_as_one_folder(one, other):
    assert same_key(one) == same_key(student_id(one)) == same_key(one.swapcase().swapcase())
    if student_id(one).casefold() == student_id(other).casefold():
        assert same_key(one) == same_key(other)


def test_what_is_new_on_a_roster_is_told_by_kind():
    before = {"1": "Ada", "2": "Bo", "3": "Cy", "7": "Kim"}
    now = Roster(
        (Person("1", "Ada King"), Person("3", "Cy"), Person("4", "Di"), Person("77", "Kim"))
    )
    diff = roster_diff(before, now)
    assert diff.new == (("4", "Di"), ("77", "Kim")) and diff.gone == (("2", "Bo"), ("7", "Kim"))
    assert diff.renamed == (("1", "Ada", "Ada King"),) and diff.moved == (("7", "77", "Kim"),)
    assert not roster_diff(None, now) and not roster_diff(before, Roster())


def test_what_is_kept_of_the_class_is_read_again_and_a_torn_file_is_none(tmp_path):
    kept = People({"1": "김 철수"}, {"7": "77"}, {"1": ["S1", "kim@u.example"]})
    write_people(tmp_path, kept)
    assert read_people(tmp_path) == kept
    assert kept.further_ids() == {"1": ["S1", "kim@u.example", "kim"], "77": ["7"]}
    (tmp_path / "received" / "people.json").write_text('{"names": ')
    assert read_people(tmp_path) == People()


@pytest.mark.parametrize(
    ("text", "first", "last", "name"),
    [
        ("id,name\n1,김 철수\n", "", "", "김 철수"),
        ("id,name\n1,Ann-Marie Van Der Berg\n", "", "", "Ann-Marie Van Der Berg"),
        ('id,name\n1,"Van Der Berg, Ann"\n', "Ann", "Van Der Berg", "Ann Van Der Berg"),
        ("id,first name,surname\n1,철수,김\n", "철수", "김", "철수 김"),
        ("id,first_name,last_name\n1,,عبد الله\n", "", "عبد الله", "عبد الله"),
        ("id,name\n1,محمد عبد الله\n", "", "", "محمد عبد الله"),
    ],
)  # fmt: skip
def test_a_name_is_split_only_where_the_list_splits_it(tmp_path, text, first, last, name):
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    (person,) = read_roster(path).people
    assert (person.first, person.last, person.name) == (first, last, name)
