"""Late by the LMS's mark or the collector's clock; never by what a student can set."""

from __future__ import annotations

import datetime
import json
import os
import time
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.collect.collect import Options, collect
from autograder.collect.due import parse_due
from autograder.collect.intake import Intake, dry_run
from autograder.collect.lateness import (
    append_ledger,
    due_in_gradebook,
    ledger_path,
    read_ledger,
    set_due,
    stamped_again,
)
from autograder.collect.roster import Person, Roster
from autograder.errors import Refused, WrongCall
from autograder.submission.remark import texts
from tests.autograder.collect.lms_class import CHAPTER, notebook
from tests.autograder.marks.books import open_book

DUE = datetime.datetime(2026, 3, 1, 23, 59, tzinfo=datetime.UTC)
BEFORE, AFTER, LATER = (DUE + datetime.timedelta(days=days) for days in (-1, 1, 2))
MINE, NEW = notebook("mine"), notebook("new")


def run(source, course, now, **options):
    roster = options.pop("roster", None)
    return collect(source, CHAPTER, course, roster, Options(due=DUE, now=now, **options))


def put(source, path, data):
    file = source / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return source


def outcome(collected, student):
    late = next(f.late for f in collected.files if f.student == student and f.use == "graded")
    return late, next(s for s in collected.submissions if s.student == student)


def test_what_was_collected_before_the_due_date_is_on_time_however_late_it_is_graded(tmp_path):
    source = put(tmp_path / "in", "ada/p.ipynb", MINE)
    run(source, tmp_path / "course", BEFORE)
    late, submission = outcome(run(source, tmp_path / "course", LATER), "ada")
    assert late is False and submission.received == BEFORE.isoformat()


def test_what_is_first_seen_after_the_due_date_is_unknown_and_has_no_time(tmp_path):
    source = put(tmp_path / "in", "ada/p.ipynb", MINE)
    collected = run(source, tmp_path / "course", AFTER)
    late, submission = outcome(collected, "ada")
    assert late is None and submission.received == "" and submission.flags == ()
    assert "whether it is late is not known" in texts(collected.remarks)[0]


def test_what_was_not_there_when_the_same_source_was_collected_after_the_due_date_is_late(tmp_path):
    source = put(tmp_path / "in", "ada/p.ipynb", MINE)
    put(source, "bo/p.ipynb", MINE)
    run(source, tmp_path / "course", AFTER)
    put(source, "ada/p.ipynb", NEW)
    put(source, "cy/p.ipynb", notebook("cy"))
    collected = run(source, tmp_path / "course", LATER)
    for student in ("ada", "cy"):
        late, submission = outcome(collected, student)
        assert late is True and submission.received == LATER.isoformat()
        assert submission.flags[0].text.startswith("late: not there yet")
    assert outcome(collected, "bo")[0] is None


def test_another_section_collected_later_is_not_late_for_that(tmp_path):
    run(put(tmp_path / "a", "ada/p.ipynb", MINE), tmp_path / "course", AFTER)
    collected = run(put(tmp_path / "b", "bo/p.ipynb", NEW), tmp_path / "course", LATER)
    assert outcome(collected, "bo")[0] is None


def test_no_time_that_a_student_can_set_is_believed(tmp_path):
    source = put(tmp_path / "in", "ada/p.ipynb", MINE)
    put(source, "ada/timestamp.txt", b"2020-01-01 00:00:00 UTC")
    os.utime(source / "ada/p.ipynb", (0, 0))
    with zipfile.ZipFile(source / "bo.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("bo.ipynb", (1999, 1, 1, 0, 0, 0)), NEW)
    collected = run(source, tmp_path / "course", AFTER)
    for student in ("ada", "bo"):
        late, submission = outcome(collected, student)
        assert late is None and submission.received == ""


def test_nbgraders_timestamp_counts_only_where_the_instructor_says_a_server_wrote_it(tmp_path):
    folder = f"submitted/ada/{CHAPTER}"
    source = put(tmp_path / "in", f"{folder}/p.ipynb", MINE)
    put(source, f"{folder}/timestamp.txt", b"2026-03-02 10:00:00 UTC")
    collected = run(source, tmp_path / "a", LATER)
    assert outcome(collected, "ada")[0] is None
    assert any("--trust-timestamps" in note for note in texts(collected.remarks))
    late, submission = outcome(run(source, tmp_path / "b", LATER, trust_timestamps=True), "ada")
    assert late is True and submission.received == "2026-03-02T10:00:00+00:00"


def test_canvass_mark_wins_and_the_gradebook_learns_no_more_than_it_knows(tmp_path):
    source = put(tmp_path / "in", "doejane_LATE_12_34_p.ipynb", MINE)
    put(source, "liwei_13_35_p.ipynb", NEW)
    collected = run(source, tmp_path / "course", LATER)
    late, submission = outcome(collected, "doejane_12")
    assert late is True and "the LMS marks it as late" in texts(submission.flags)
    assert submission.received == (DUE + datetime.timedelta(seconds=1)).isoformat()
    assert outcome(collected, "liwei_13")[0] is False, "Canvas marks what is late, and only that"


def test_the_same_bytes_uploaded_again_after_the_due_date_came_in_time(tmp_path):
    course = tmp_path / "course"
    run(put(tmp_path / "a", "doejane_12_34_p.ipynb", MINE), course, AFTER)
    again = put(tmp_path / "b", "doejane_LATE_12_40_p.ipynb", MINE)
    put(again, "liwei_LATE_13_41_p.ipynb", MINE)
    collected = run(again, course, LATER)
    late, submission = outcome(collected, "doejane_12")
    assert late is False and submission.received == ""
    assert [flag.code for flag in submission.flags] == ["same-file"]
    assert outcome(collected, "liwei_13")[0] is True, "somebody else's upload proves nothing"
    ledger = read_ledger(ledger_path(course, CHAPTER))
    for own in (None, DUE + datetime.timedelta(hours=1)):  # likewise when a decision asks anew
        found = stamped_again(submission, ledger, DUE, own)
        assert (found.received, found.flags) == ("", submission.flags)
    other = run(put(tmp_path / "c", "doejane_LATE_12_50_p.ipynb", NEW), course, LATER)
    assert outcome(other, "doejane_12")[0] is True, "other bytes are another file"


def test_both_uploads_of_the_same_bytes_in_one_folder_came_in_time(tmp_path):
    source = put(tmp_path / "in", "doejane_12_34_p.ipynb", MINE)
    put(source, "doejane_LATE_12_40_p.ipynb", MINE)
    assert outcome(run(source, tmp_path / "course", LATER), "doejane_12")[0] is False


def test_a_due_date_that_moves_takes_the_lmss_mark_away_and_brings_it_back(tmp_path):
    source = put(tmp_path / "in", "doejane_LATE_12_34_p.ipynb", MINE)
    course = tmp_path / "course"
    for due, expected in ((DUE, True), (LATER, False), (DUE, True), (None, True), (LATER, False)):
        options = Options(due=due, now=AFTER)
        late, submission = outcome(collect(source, CHAPTER, course, None, options), "doejane_12")
        assert late is expected
        assert ("the LMS marks it as late" in texts(submission.flags)) is expected
        # Not known how late: one second more than allowed, or no time at all.
        second = "" if due is None else (due + datetime.timedelta(seconds=1)).isoformat()
        assert submission.received == (second if expected else AFTER.isoformat())


@pytest.mark.parametrize(
    ("name", "path", "other"),
    [("Jane Doe", "doejane_12_34_p.ipynb", False), ("Doe, Jane", "janedoe_12_34_p.ipynb", False),
     ("Jane Anne Doe", "doejane_LATE_12_34_p.ipynb", False),
     ("김철수", "김철수_12_34_p.ipynb", False),
     ("Jane Doe", "group1_12_34_p.ipynb", True), ("", "group1_12_34_p.ipynb", False)],
)  # fmt: skip
def test_a_file_under_another_name_than_its_students_is_remembered(name, path, other, tmp_path):
    roster = Roster((Person("j1", name, numbers=("12",)),))
    source = put(tmp_path / "in", path, MINE)
    for now in (BEFORE, LATER):
        run(source, tmp_path / "course", now, roster=roster)
    ledger = read_ledger(ledger_path(tmp_path / "course", CHAPTER))
    assert ledger.other_names == ({"j1": "group1"} if other else {})
    assert list(ledger.first.values()) == [BEFORE]


def test_moodles_worksheet_says_who_is_late(tmp_path):
    roster = Roster((Person("1", "Ada B", participant="7", late=True),))
    source = put(tmp_path / "in", "Ada B_7_assignsubmission_file_/p.ipynb", MINE)
    assert outcome(run(source, tmp_path / "course", LATER, roster=roster), "1")[0] is True


def test_a_day_means_its_end_and_a_zone_is_kept():
    assert parse_due("2026-03-01T23:59+00:00") == DUE
    assert parse_due("2026-03-01T23:59+09:00") == DUE - datetime.timedelta(hours=9)
    local = parse_due("2026-03-01").astimezone()
    assert (local.hour, local.minute, local.second) == (23, 59, 59)
    with pytest.raises(Refused, match=r'"next friday" is not a date|is not a date: give it like'):
        parse_due("next friday")


@pytest.fixture
def zone(monkeypatch):
    """Puts this machine into a zone."""

    def put_into(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield put_into
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("where", "text", "why", "like"),
    [
        ("Europe/Berlin", "2026-03-29 02:30", "never comes", "2026-03-29T01:30+01:00"),
        ("Europe/Berlin", "2026-10-25 02:30", "comes twice", "2026-10-25T02:30+02:00"),
        ("America/New_York", "2026-03-08 02:00", "never comes", "2026-03-08T01:00-05:00"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "comes twice", "2026-04-05T01:45+11:00"),
    ],
)
def test_a_time_that_clocks_skip_or_show_twice_is_asked_about(zone, where, text, why, like):
    zone(where)
    with pytest.raises(WrongCall, match=f"{why}, as clocks are changed then") as refused:
        parse_due(text, "--until")
    assert f'"{like}"' in str(refused.value) and parse_due(like)


def test_a_day_ends_late_where_its_last_hour_comes_twice(zone):
    zone("Asia/Beirut")
    assert parse_due("2026-10-24").isoformat() == "2026-10-24T21:59:59+00:00"
    assert parse_due("2026-03-28").isoformat() == "2026-03-28T21:59:59+00:00"


@given(st.text() | st.datetimes(timezones=st.timezones()).map(str) | st.datetimes().map(str))
@example("0001-01-01T00:00+14:00")
@example("9999-12-31T23:59-14:00")
@example("9999-12-31T23:59-23:59")
def test_whatever_is_typed_is_a_date_in_utc_or_told(text):
    try:
        due = parse_due(text)
    except WrongCall:
        return
    assert due.utcoffset() == datetime.timedelta(0)


def test_the_gradebooks_due_date_is_read_without_touching_it(tmp_path):
    course = tmp_path / "course"
    url = f"sqlite:///{course}/gradebook.db"
    assert due_in_gradebook(url, CHAPTER) is None and not course.exists()
    with open_book(course) as book:
        book.add_assignment(CHAPTER)
    assert due_in_gradebook(url, CHAPTER) is None
    set_due(url, CHAPTER, DUE, "gradients")
    source = put(tmp_path / "in", "ada/p.ipynb", MINE)
    run(source, course, BEFORE)
    before = {p: (p.stat().st_mtime_ns, p.read_bytes() if p.is_file() else b"")
              for p in course.rglob("*")}  # fmt: skip
    assert due_in_gradebook(url, CHAPTER) == DUE
    collected = dry_run(source, CHAPTER, course, Intake())
    assert outcome(collected, "ada")[0] is False
    assert before == {p: (p.stat().st_mtime_ns, p.read_bytes() if p.is_file() else b"")
                      for p in course.rglob("*")}  # fmt: skip


def test_a_torn_line_in_the_ledger_is_passed_over(tmp_path):
    source = put(tmp_path / "in", "ada/p.ipynb", MINE)
    run(source, tmp_path / "course", BEFORE)
    with (tmp_path / "course/received" / f"{CHAPTER}.jsonl").open("a") as file:
        file.write('{"time": "2026-')
    assert outcome(run(source, tmp_path / "course", LATER), "ada")[0] is False


@pytest.mark.parametrize("end", ["\u2028", "\x85", "\x0b", "\n", "\r"])
def test_no_character_of_a_name_ends_a_line_of_the_ledger(end, tmp_path):
    """A file's name is its student's: a line that it tore was passed over, and with it the time."""
    path, now = tmp_path / "ledger", datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    seen = [("ada", "ab" * 32), (f"b{end}o", "cd" * 32)]
    append_ledger(path, now, f"a{end}.zip", seen, {"ada": f"Ada{end}Lovelace"})
    ledger = read_ledger(path)
    assert set(ledger.first) == set(seen) and ledger.runs == [(now, f"a{end}.zip")]
    assert ledger.other_names == {"ada": f"Ada{end}Lovelace"}
    # As it was written before.
    entry = {"time": now.isoformat(), "student": f"c{end}y", "digest": "ef" * 32}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")
    assert (f"c{end}y", "ef" * 32) in read_ledger(path).first
