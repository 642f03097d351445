"""Which file is whose, from what LMSs hand out."""

from __future__ import annotations

import os
import stat
import zipfile

import pytest

from autograder.collect.collect import collect, read_roster, student_id
from autograder.errors import Refused
from autograder.submission.remark import texts

CHAPTER = "04_logistic_regression"


def make(root, *paths):
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
    return root


def students(collected):
    return [submission.student for submission in collected.submissions]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ((f"ada/{CHAPTER}/{CHAPTER}.ipynb", f"bo/{CHAPTER}/x.ipynb"), ["ada", "bo"]),
        ((f"submitted/ada/{CHAPTER}/{CHAPTER}.ipynb",), ["ada"]),
        (("ada/p (1).ipynb", "bo/whatever.ipynb"), ["ada", "bo"]),
        (("ada.ipynb", "bo.ipynb"), ["ada", "bo"]),
        (("lovelaceada_123_456_04.ipynb", "li_LATE_9_10_04.ipynb"), ["li_9", "lovelaceada_123"]),
        (("Ada Lovelace_77_assignsubmission_file_/04.ipynb",), ["Ada-Lovelace_77"]),
    ],
    ids=["nbgrader", "submitted", "folders", "flat", "Canvas", "Moodle"],
)
def test_known_layouts_are_understood(paths, expected, tmp_path):
    collected = collect(make(tmp_path / "in", *paths), CHAPTER, tmp_path / "course")
    assert students(collected) == expected


def test_a_zip_is_read_like_the_folder_it_holds(tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("lovelace_1_2_04.ipynb", "{}")
        archive.writestr("__MACOSX/._lovelace_1_2_04.ipynb", "x")
        archive.writestr("notes.txt", "x")
    collected = collect(tmp_path / "in.zip", CHAPTER, tmp_path / "course")
    assert students(collected) == ["lovelace_1"]


def test_the_latest_attempt_counts_and_the_others_are_kept(tmp_path):
    root = tmp_path / "in"
    make(root, "li_9_10_04.ipynb", "li_9_12_04-1.ipynb")
    (root / "li_9_12_04-1.ipynb").write_text('{"new": 1}')
    collected = collect(root, CHAPTER, tmp_path / "course")
    (submission,) = collected.submissions
    assert (tmp_path / "course" / submission.file).read_text() == '{"new": 1}'
    assert texts(submission.information) == ("2 files; the latest counts: li_9_12_04-1.ipynb",)
    assert submission.flags == ()
    kept = list((tmp_path / "course" / "attempts" / "li_9" / CHAPTER).iterdir())
    assert len(kept) == 1 and kept[0].read_text() == "{}"


def test_students_on_the_roster_without_a_file_are_missing(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\n9,Li\n11,Bo\n", encoding="utf-8")
    make(tmp_path / "in", "li_9_10_04.ipynb")
    collected = collect(tmp_path / "in", CHAPTER, tmp_path / "course", read_roster(roster))
    assert students(collected) == ["9", "11"] or students(collected) == ["11", "9"]
    missing = next(s for s in collected.submissions if s.student == "11")
    assert not missing.file


def test_links_are_never_followed(tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("secret")
    root = make(tmp_path / "in", "bo.ipynb")
    (root / "eve.ipynb").symlink_to(secret)
    collected = collect(root, CHAPTER, tmp_path / "course")
    eve = next(s for s in collected.submissions if s.student == "eve")
    assert not eve.file and "symbolic link" in eve.fault
    assert "secret" not in "".join(
        p.read_text() for p in (tmp_path / "course").rglob("*") if p.is_file()
    )


def test_pipes_and_paths_out_of_the_archive_are_refused_one_by_one(tmp_path):
    root = make(tmp_path / "in", "bo.ipynb")
    os.mkfifo(root / "pipe.ipynb")
    collected = collect(root, CHAPTER, tmp_path / "course")
    assert students(collected) == ["bo", "pipe"]
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("../../evil.ipynb", "{}")
        archive.writestr("good.ipynb", "{}")
        link = zipfile.ZipInfo("link.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    collected = collect(tmp_path / "in.zip", CHAPTER, tmp_path / "other")
    files = {s.student: s.file for s in collected.submissions}
    assert files == {"evil": "", "good": f"submitted/good/{CHAPTER}/{CHAPTER}.ipynb", "link": ""}
    assert not list(tmp_path.glob("**/evil.ipynb"))


def test_what_is_no_class_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(Refused, match="does not exist"):
        collect(tmp_path / "nothing", CHAPTER, tmp_path / "course")
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(Refused, match="not a folder, a zip"):
        collect(tmp_path / "a.txt", CHAPTER, tmp_path / "course")
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refused, match="holds no notebook"):
        collect(tmp_path / "empty", CHAPTER, tmp_path / "course")
    (tmp_path / "roster.csv").write_text("number,who\n1,Li\n")
    with pytest.raises(Refused, match="columns id and name"):
        read_roster(tmp_path / "roster.csv")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lovelace", "Ada-Lovelace"),
        ("../../etc/passwd", "etc-passwd"),
        ("김민준", "김민준"),
        ("a/b\\c", "a-b-c"),
        ("...", "nameless"),
        ("x\u202ey\n", "x-y"),
    ],
)
def test_student_ids_are_safe_in_paths(name, expected):
    assert student_id(name) == expected


def test_very_long_names_stay_apart_and_fit_a_file_system():
    one, other = student_id("é" * 300 + "1"), student_id("é" * 300 + "2")
    assert one != other and len(one.encode()) <= 120
