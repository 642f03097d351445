"""A download that is older than what the course has: nobody's later file is replaced by it."""

from __future__ import annotations

import datetime
import json

from autograder.collect.collect import Options, collect
from autograder.collect.groups import read_groups
from autograder.collect.lateness import Upload, ledger_path, read_ledger
from autograder.submission.remark import texts
from tests.autograder.collect.lms_class import CHAPTER, notebook

NOW = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
DUE = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
ROSTER = {"501": "Ada Doe", "502": "Bo Roe"}
FIRST, SECOND, THIRD = notebook("first"), notebook("second"), notebook("third")
ADA_1, ADA_2, ADA_3 = (f"doeada_501_{number}_hw.ipynb" for number in (9001, 9005, 9009))
BO = "roebo_502_9002_hw.ipynb"


def download(tmp_path, name, files):
    folder = tmp_path / name
    folder.mkdir()
    for file, data in files.items():
        (folder / file).write_bytes(data)
    return folder


def run(source, course, **more):
    options = Options("canvas", due=DUE, now=NOW, **more)
    return collect(source, CHAPTER, course, ROSTER, options)


def graded(course, student="501"):
    return (course / "submitted" / student / CHAPTER / f"{CHAPTER}.ipynb").read_bytes()


def test_the_later_upload_stays_when_an_older_download_is_graded_again(tmp_path):
    course = tmp_path / "course"
    week = download(tmp_path, "week", {ADA_1: FIRST, BO: notebook("bo")})
    run(week, course)
    run(download(tmp_path, "anew", {ADA_2: SECOND}), course)
    again = run(week, course)
    assert graded(course) == SECOND
    (ada,) = [one for one in again.submissions if one.student == "501"]
    assert ada.digest == read_digest(course, 9005) and ada.remarks == ()
    assert "1 handed in a later file since this download was made, and it stays: 501." in texts(
        again.remarks
    )
    # Every file of the download has its line, and the later one, which is not in it, has none.
    uses = {file.path: (file.use, file.reason.text if file.reason else "") for file in again.files}
    assert uses == {ADA_1: ("attempt", "an earlier attempt"), BO: ("graded", "")}


def read_digest(course, number):
    uploads = read_ledger(ledger_path(course, CHAPTER)).uploads
    (key,) = [key for key, upload in uploads.items() if upload.number == number]
    return key[1]


def test_a_newer_download_counts_and_both_earlier_files_are_kept(tmp_path):
    course = tmp_path / "course"
    for name, files in (("1", {ADA_1: FIRST}), ("2", {ADA_2: SECOND}), ("3", {ADA_3: THIRD})):
        assert run(download(tmp_path, name, files), course).remarks == []
    assert graded(course) == THIRD
    kept = {path.read_bytes() for path in (course / "attempts" / "501" / CHAPTER).iterdir()}
    assert kept == {FIRST, SECOND}


def test_the_later_files_lateness_stays_the_lmss(tmp_path):
    course, late = tmp_path / "course", ADA_2.replace("_501", "_LATE_501")
    week = download(tmp_path, "week", {ADA_1: FIRST})
    run(week, course)
    first = run(download(tmp_path, "anew", {late: SECOND}), course).submissions
    again = [one for one in run(week, course).submissions if one.student == "501"]
    assert again == [one for one in first if one.student == "501"]
    assert again[0].received == "2026-03-01T00:00:01+00:00"


def test_without_the_lmss_numbers_the_download_counts_and_that_is_said(tmp_path):
    course = tmp_path / "course"
    week = download(tmp_path, "week", {"501.ipynb": FIRST, "502.ipynb": notebook("bo")})
    anew = download(tmp_path, "anew", {"501.ipynb": SECOND})

    def grade(source, days):
        now = NOW + datetime.timedelta(days=days)
        return collect(source, CHAPTER, course, ROSTER, Options("flat", now=now)).remarks

    assert grade(week, 0) == grade(anew, 1) == grade(anew, 2) == []
    (why,) = texts(grade(week, 3))
    assert graded(course) == FIRST
    assert why.startswith("1 had this download's file replaced by a later one") and ": 501." in why
    assert grade(anew, 4) == [] and graded(course) == SECOND


def test_a_course_of_an_earlier_version_learns_the_numbers_from_its_next_download(tmp_path):
    course = tmp_path / "course"
    week = download(tmp_path, "week", {ADA_1: FIRST})
    anew = download(tmp_path, "anew", {ADA_2: SECOND})
    run(week, course)
    run(anew, course)
    ledger = ledger_path(course, CHAPTER)
    lines = [json.loads(line) for line in ledger.read_text().splitlines() if line]
    for line in lines:
        line.pop("upload", None)
    ledger.write_text("".join(json.dumps(line) + "\n" for line in lines))
    run(anew, course)
    assert read_digest(course, 9005)
    run(week, course)
    assert graded(course) == SECOND


def test_a_groups_later_file_stays_for_all_its_members(tmp_path):
    course = tmp_path / "course"
    (tmp_path / "groups.csv").write_text("group,id\nGroup 1,501\nGroup 1,502\n")
    groups = read_groups(tmp_path / "groups.csv")
    week = download(tmp_path, "week", {"group1_3001_9001_hw.ipynb": FIRST})
    anew = download(tmp_path, "anew", {"group1_3001_9007_hw.ipynb": SECOND})
    for source in (week, anew, week):
        again = run(source, course, groups=groups, root=course)
    assert graded(course, "501") == graded(course, "502") == SECOND
    assert any("stays: 501, 502." in text for text in texts(again.remarks))
    uploads = set(read_ledger(ledger_path(course, CHAPTER)).uploads.values())
    assert uploads == {
        Upload("canvas", 9001, False, "Group 1"), Upload("canvas", 9007, False, "Group 1")
    }  # fmt: skip


def test_attempts_of_two_downloads_with_one_name_are_both_kept(tmp_path):
    course = tmp_path / "course"
    for name, (old, new) in (("1", (FIRST, SECOND)), ("2", (THIRD, notebook("fourth")))):
        folder = tmp_path / name / "501"
        folder.mkdir(parents=True)
        (folder / "hw.ipynb").write_bytes(old)
        (folder / "hw (1).ipynb").write_bytes(new)
        collect(tmp_path / name, CHAPTER, course, ROSTER, Options("folders", now=NOW))
    kept = {path.read_bytes() for path in (course / "attempts" / "501" / CHAPTER).iterdir()}
    assert {FIRST, SECOND, THIRD} <= kept
