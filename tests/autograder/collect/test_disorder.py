"""Each kind of disorder by itself: whose the file is, and what is said."""

from __future__ import annotations

import json
import os
import unicodedata
import zipfile

import pytest

from autograder.collect.collect import Options, collect
from autograder.collect.roster import Person, Roster
from autograder.files.paths import NOTEBOOKS
from autograder.submission.remark import texts
from tests.autograder.collect.lms_class import CHAPTER, OTHER, notebook, tarred, zipped

MINE, ELSE = notebook("mine"), notebook("else", OTHER)
ROSTER = Roster((Person("12", "Jane Doe"), Person("13", "Li Wei"), Person("14", "Li Wei")))


def make(root, **files):
    for path, data in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return root


def run(tmp_path, files, roster=None, **options):
    source = make(tmp_path / "in", **files)
    return collect(source, CHAPTER, tmp_path / "course", roster, Options(**options))


def only(collected, student):
    return next(s for s in collected.submissions if s.student == student)


def students(collected):
    return sorted(s.student for s in collected.submissions)


def content(tmp_path, submission):
    return (tmp_path / "course" / submission.file).read_bytes()


def test_a_single_students_download_is_still_the_lmss(tmp_path):
    files = {"doejane_12_34_hw.zip": zipped(("a/p.ipynb", MINE), ("a/x.csv", b"1"))}
    assert students(run(tmp_path / "a", files)) == ["doejane_12"]
    files = {"Jane Doe_7_assignsubmission_file_/p.ipynb": MINE}
    assert students(run(tmp_path / "b", files)) == ["Jane-Doe_7"]


def test_a_chapters_folder_around_the_class_is_no_students(tmp_path):
    files = {f"hw/{CHAPTER}/ada/p.ipynb": MINE, f"hw/{CHAPTER}/bo/p.ipynb": MINE}
    assert students(run(tmp_path, files)) == ["ada", "bo"]


@pytest.mark.parametrize(
    "name",
    ["p (1).ipynb", "Copy of 04.ipynb", "p - Copy.ipynb", "p.ipynb.txt", "p.json", "P.IPYNB",
     "02_autograd.ipynb", "no-ending"],
)  # fmt: skip
def test_a_renamed_notebook_is_graded_by_what_is_in_it(name, tmp_path):
    collected = run(tmp_path, {f"ada/{name}": MINE, "bo/p.ipynb": ELSE})
    assert content(tmp_path, only(collected, "ada")) == MINE
    assert only(collected, "ada").flags == ()


@pytest.mark.parametrize(
    ("name", "roster", "student"),
    [
        ("doejane_12_late_nb.ipynb", ROSTER, "12"),
        ("doejane_12_late_nb.ipynb", None, "doejane_12"),
        ("hw04 Jane Doe (2).ipynb", ROSTER, "12"),
        ("Copy of jane_doe.ipynb", ROSTER, "12"),
        ("12.ipynb", ROSTER, "12"),
        ("somebody.ipynb", ROSTER, "somebody"),
    ],
)
def test_a_flat_file_is_matched_by_the_id_or_name_in_it(name, roster, student, tmp_path):
    collected = run(tmp_path, {name: MINE}, roster)
    assert only(collected, student).file


def test_late_in_a_name_that_the_student_chose_is_no_stamp(tmp_path):
    collected = run(tmp_path, {"doejane_12_99_late_nb.ipynb": MINE}, ROSTER)
    submission = only(collected, "12")
    assert texts(submission.flags) == ("the file's name says late; the LMS does not",)
    assert next(f for f in collected.files if f.use == "graded").late is False


def test_the_number_in_a_copys_name_orders_attempts_of_one_age(tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for name, tag in (("p (10).ipynb", "c"), ("p.ipynb", "a"), ("p (2).ipynb", "b")):
            member = zipfile.ZipInfo(f"ada/{name}", (2026, 1, 1, 0, 0, 0))
            archive.writestr(member, notebook(tag))
    collected = collect(tmp_path / "in.zip", CHAPTER, tmp_path / "course")
    submission = only(collected, "ada")
    assert content(tmp_path, submission) == notebook("c")
    assert texts(submission.information) == ("3 files; the latest counts: p (10).ipynb",)
    assert submission.flags == ()
    kept = sorted(p.name for p in (tmp_path / "course/attempts/ada" / CHAPTER).iterdir())
    assert kept == ["1-p.ipynb", "2-p-2-.ipynb"]


def test_the_same_bytes_twice_are_no_second_attempt(tmp_path):
    collected = run(tmp_path, {"ada/p.ipynb": MINE, "ada/p (1).ipynb": MINE})
    assert only(collected, "ada").flags == ()
    assert sorted(f.use for f in collected.files) == ["attempt", "graded"]


def test_what_was_collected_before_is_kept_when_a_new_file_replaces_it(tmp_path):
    run(tmp_path, {"ada/p.ipynb": MINE})
    run(tmp_path, {"ada/p.ipynb": notebook("new")})
    kept = list((tmp_path / "course/attempts/ada" / CHAPTER).iterdir())
    assert [file.read_bytes() for file in kept] == [MINE]


def test_a_broken_last_attempt_points_to_the_readable_one_before(tmp_path):
    collected = run(tmp_path, {"x_1_2_p.ipynb": MINE, "x_1_3_p.ipynb": b"{torn"})
    submission = only(collected, "x_1")
    assert content(tmp_path, submission) == b"{torn"
    assert "the latest file cannot be read, but an earlier one can be: see attempts/" in texts(
        submission.flags
    )


def test_a_wrong_chapter_is_named_whatever_it_is_called_and_is_no_zero(tmp_path):
    collected = run(tmp_path, {"ada/04_logistic_regression.ipynb": ELSE, "bo/p.ipynb": MINE})
    submission = only(collected, "ada")
    assert not submission.file
    assert submission.fault == (
        "04_logistic_regression.ipynb: this is chapter 2 (02_autograd), not chapter 4 "
        "(04_logistic_regression); grade it with --chapter 02_autograd"
    )


def test_a_foreign_notebook_is_named_and_one_without_marks_is_graded(tmp_path):
    foreign = b'{"cells": [{"cell_type": "code", "source": "x = 1"}], "nbformat": 4}'
    bare = b'{"cells": [{"cell_type": "code", "source": "def bce(a, b):\\n  pass"}], "nbformat": 4}'
    collected = run(tmp_path, {"ada/p.ipynb": foreign, "bo/p.ipynb": bare})
    assert "no cell of this course" in only(collected, "ada").fault
    assert only(collected, "bo").file


def test_a_zip_in_a_zip_a_tar_and_windows_paths_are_opened(tmp_path):
    files = {
        "ada/hw.zip": zipped((r"D:\hw\p.ipynb", MINE), ("__MACOSX/._p.ipynb", b"x")),
        "bo/hw.tar.gz": tarred(("./hw/p.ipynb", MINE)),
        "cy/hw.zip": zipped(("inner.zip", zipped(("p.ipynb", MINE)))),
    }
    collected = run(tmp_path, files)
    assert [content(tmp_path, only(collected, s)) == MINE for s in ("ada", "bo", "cy")] == [
        True
    ] * 3
    assert "ada/hw.zip/hw/p.ipynb" in {f.path for f in collected.files}


@pytest.mark.parametrize("name", ["hw.ipynb", "hw", "hw.txt", "hw.IPYNB"])
@pytest.mark.parametrize("around", [False, True])
def test_an_archive_that_is_called_a_notebook_is_opened(tmp_path, name, around):
    data = zipped(("hw/p.ipynb", MINE), ("__MACOSX/hw/._p.ipynb", b"x"))
    if around:
        files = {"ada/hw.zip": zipped((name, data)), "bo/p.ipynb": ELSE}
    else:
        files = {f"ada/{name}": data, "bo/p.ipynb": ELSE}
    assert content(tmp_path, only(run(tmp_path, files), "ada")) == MINE


@pytest.mark.parametrize("name", ["hw.zip", "hw.tar.gz"])
@pytest.mark.parametrize("around", [False, True])
def test_a_notebook_that_is_called_an_archive_is_graded(tmp_path, name, around):
    files = {"ada/all.zip": zipped((name, MINE))} if around else {f"ada/{name}": MINE}
    files["bo/p.ipynb"] = ELSE
    assert content(tmp_path, only(run(tmp_path, files), "ada")) == MINE


def test_archives_by_another_name_are_not_opened_without_end(tmp_path):
    data = zipped(("p.ipynb", MINE))
    for _ in range(6):
        data = zipped(("hw.ipynb", data))
    files = {"ada/hw.ipynb": data, "bo/p.ipynb": ELSE}
    faults = texts(only(run(tmp_path, files), "ada").faults)
    assert "archives are nested too deeply" in faults[0]


def test_two_files_of_one_name_in_an_archive_have_a_line_each(tmp_path):
    data = zipped(("p.ipynb", notebook("first")), ("p.ipynb", MINE))
    collected = run(tmp_path, {"ada/hw.zip": data})
    assert {file.path for file in collected.files} == {"ada/hw.zip/p.ipynb"}
    assert sorted(file.use for file in collected.files) == ["attempt", "graded"]


def test_names_inside_a_students_zip_cannot_be_somebody_else(tmp_path):
    inside = zipped(
        ("victim_77_99_p.ipynb", MINE), ("Vic Tim_77_assignsubmission_file_/p.ipynb", MINE)
    )
    collected = run(tmp_path, {"eve_66_1_hw.zip": inside, "victim_77_2_p.ipynb": notebook("v")})
    assert students(collected) == ["eve_66", "victim_77"]
    assert content(tmp_path, only(collected, "victim_77")) == notebook("v")


def test_a_moodle_students_folder_cannot_name_somebody_else(tmp_path):
    path = "Eve X_66_assignsubmission_file_/Vic Tim_77_assignsubmission_file_/p.ipynb"
    assert students(run(tmp_path, {path: MINE})) == ["Eve-X_66"]


def test_names_of_any_script_and_both_unicode_forms_are_one_person(tmp_path):
    nfc, nfd = (unicodedata.normalize(form, "Müller") for form in ("NFC", "NFD"))
    files = {f"{nfc}/p.ipynb": MINE, f"{nfd}/p (1).ipynb": notebook("2"), "김하늘/p.ipynb": MINE,
             "עדה/p.ipynb": MINE, "O'Connor/p.ipynb": MINE}  # fmt: skip
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    collected = collect(tmp_path / "in.zip", CHAPTER, tmp_path / "course")
    assert students(collected) == sorted([nfc, "김하늘", "עדה", "O-Connor"])


def test_ids_that_differ_in_case_alone_are_one_student_and_said(tmp_path):
    collected = run(tmp_path, {"Ada/p.ipynb": MINE, "ada/p (1).ipynb": notebook("2")})
    (submission,) = collected.submissions
    assert "handed in under 2 names: Ada, ada" in texts(submission.flags)


def test_different_names_that_would_get_one_id_stay_apart(tmp_path):
    collected = run(tmp_path, {"li wei/p.ipynb": MINE, "li-wei/p.ipynb": notebook("2")})
    assert len(collected.submissions) == 2
    assert len({s.student for s in collected.submissions}) == 2


def test_one_student_under_two_names_is_one_by_the_roster(tmp_path):
    files = {"doejane_12_5_p.ipynb": MINE, "smithjane_12_6_p.ipynb": notebook("2")}
    collected = run(tmp_path, files, ROSTER)
    submission = only(collected, "12")
    assert content(tmp_path, submission) == notebook("2")
    assert "handed in under 2 names: doejane_12, smithjane_12" in texts(submission.flags)


def test_two_students_of_one_name_are_told_apart_by_their_number_alone(tmp_path):
    files = {"weili_13_5_p.ipynb": MINE, "weili_14_6_p.ipynb": notebook("2")}
    collected = run(tmp_path, files, ROSTER)
    assert only(collected, "13").file and only(collected, "14").file
    files = {"Li Wei_900_assignsubmission_file_/p.ipynb": MINE}
    collected = run(tmp_path / "moodle", files, ROSTER)
    submission = only(collected, "Li-Wei_900")
    assert texts(submission.flags) == (
        "the roster has more than one Li Wei (13, 14): say which of them handed in this file",
    )


def test_a_participant_number_is_never_taken_for_an_id(tmp_path):
    collected = run(tmp_path, {"Ada Byron_12_assignsubmission_file_/p.ipynb": MINE}, ROSTER)
    assert not only(collected, "12").file, "12 is Jane Doe's id"
    assert texts(only(collected, "Ada-Byron_12").flags) == ("not on the roster",)


def test_the_same_file_by_two_students_is_noted_and_blank_ones_are_not(tmp_path):
    blank = (NOTEBOOKS / f"{CHAPTER}.ipynb").read_bytes()
    files = {"a/p.ipynb": MINE, "b/q.ipynb": MINE, "c/p.ipynb": blank, "d/p.ipynb": blank}
    collected = run(tmp_path, files)
    assert texts(only(collected, "a").flags) == ("the same file, byte for byte, as that of b",)
    assert texts(only(collected, "b").flags) == ("the same file, byte for byte, as that of a",)
    assert texts(only(collected, "c").flags) == only(collected, "d").flags == ()
    assert collected.remarks == []


def test_the_same_file_by_many_is_listed_once(tmp_path):
    students = [f"s{number:02}" for number in range(40)]
    collected = run(tmp_path, {f"{student}/p.ipynb": MINE for student in students})
    (told,) = texts(collected.remarks)
    assert told.startswith("the same file, byte for byte, from 40 students: s00, s01, ")
    assert "s30" in told and told.endswith(" and 9 more.")
    for student in students:
        (note,) = texts(only(collected, student).flags)
        other = "s01" if student == "s00" else "s00"
        assert note == f"the same file, byte for byte, as that of {other} and 38 others"


def test_a_list_beside_the_submissions_is_nobodys(tmp_path):
    collected = run(tmp_path, {"ada.ipynb": MINE, "grades.csv": b"x", "bo.pdf": b"%PDF"})
    assert students(collected) == ["ada", "bo"]
    assert any("grades.csv" in note for note in texts(collected.remarks))


def test_text_typed_into_the_lms_is_named(tmp_path):
    files = {
        "Ada B_1_assignsubmission_onlinetext_/onlinetext.html": b"<p>hello</p>",
        "Bo C_2_assignsubmission_file_/p.ipynb": MINE,
    }
    collected = run(tmp_path, files)
    assert "typed into the LMS's text box" in only(collected, "Ada-B_1").fault
    canvas = run(tmp_path / "c", {"doejane_12_text.html": b"x", "liwei_13_5_p.ipynb": MINE})
    assert "typed into the LMS's text box" in only(canvas, "doejane_12").fault


def test_moodles_download_without_folders_is_understood(tmp_path):
    files = {"Ada B_1_assignsubmission_file_p.ipynb": MINE,
             "Bo C_2_assignsubmission_file_x_y_z.ipynb": MINE}  # fmt: skip
    assert students(run(tmp_path, files)) == ["Ada-B_1", "Bo-C_2"]


def test_anonymous_submissions_are_graded_and_nobody_is_called_missing(tmp_path):
    files = {"anon_aB3xY_5_p.ipynb": MINE, "LATE_anon_Qq1_6_p.ipynb": notebook("2")}
    collected = run(tmp_path, files, ROSTER)
    assert students(collected) == ["anon_Qq1", "anon_aB3xY"]
    assert {f.student: f.late for f in collected.files} == {"anon_aB3xY": False, "anon_Qq1": True}
    assert any("anonymous" in note for note in texts(collected.remarks))


def test_other_assignments_of_an_nbgrader_tree_are_passed_over_in_one_sentence(tmp_path):
    files = {f"submitted/ada/{CHAPTER}/p.ipynb": MINE, f"submitted/ada/{OTHER}/p.ipynb": ELSE,
             f"submitted/bo/{OTHER}/p.ipynb": ELSE}  # fmt: skip
    collected = run(tmp_path, files)
    assert students(collected) == ["ada"]
    assert texts(collected.remarks) == ("files of other chapters were ignored: 02_autograd (2).",)


def test_an_exchanges_inbound_folder_is_understood(tmp_path):
    stem = f"ada+{CHAPTER}+2026-03-0"
    files = {f"{stem}1 10:00:00.0 UTC+x/p.ipynb": MINE,
             f"{stem}2 10:00:00.0 UTC+y/p.ipynb": notebook("2")}  # fmt: skip
    collected = run(tmp_path, files)
    assert content(tmp_path, only(collected, "ada")) == notebook("2")


def test_a_folder_around_everything_is_no_student(tmp_path):
    assert students(run(tmp_path, {"class 1/ada.ipynb": MINE, "class 1/bo.ipynb": MINE})) == [
        "ada", "bo"]  # fmt: skip
    files = {"dl/doejane_1_2_p.ipynb": MINE, "dl/liwei_3_4_p.ipynb": MINE}
    assert students(run(tmp_path / "b", files)) == ["doejane_1", "liwei_3"]


def test_the_instructor_can_say_what_the_layout_is(tmp_path):
    files = {"ada/p.ipynb": MINE, "ada/q.ipynb": notebook("2")}
    assert students(run(tmp_path / "a", files, layout="flat")) == ["p", "q"]
    assert students(run(tmp_path / "b", files, layout="folders")) == ["ada"]


def test_rubys_and_macs_utf8_names_in_zips_are_read_as_what_they_are(tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        raw = "müllerjürgen_1_2_p.ipynb".encode().decode("cp437")
        info = zipfile.ZipInfo(raw)
        info.create_system = 3
        archive.writestr(info, MINE)
    data = (tmp_path / "in.zip").read_bytes()
    utf8, cp437 = raw.encode(), raw.encode("cp437")
    assert utf8 in data
    # Python marks the name as UTF-8; Ruby writes the bytes without that mark.
    (tmp_path / "ruby.zip").write_bytes(_without_mark(data, utf8, cp437))
    collected = collect(tmp_path / "ruby.zip", CHAPTER, tmp_path / "course")
    assert students(collected) == ["müllerjürgen_1"]


def _without_mark(data, utf8, raw):
    """The zip with its one member's name in raw bytes and the UTF-8 flag cleared."""
    import struct

    local = bytearray(data)
    short = len(utf8) - len(raw)
    first = local.index(utf8)
    local[first : first + len(utf8)] = raw
    struct.pack_into("<H", local, 26, len(raw))
    struct.pack_into("<H", local, 6, 0)
    central = local.index(b"PK\x01\x02")
    second = local.index(utf8, central)
    local[second : second + len(utf8)] = raw
    struct.pack_into("<H", local, central + 28, len(raw))
    struct.pack_into("<H", local, central + 8, 0)
    end = local.index(b"PK\x05\x06")
    size, start = struct.unpack_from("<II", local, end + 12)
    struct.pack_into("<II", local, end + 12, size - short, start - short)
    return bytes(local)


@pytest.mark.parametrize("pack", ["folder", "tar"])
def test_names_that_are_no_utf8_can_be_written_down(tmp_path, pack):
    files = {
        b"m\xfcller/p.ipynb": MINE,
        b"bo/memory\xff.pdf": b"%PDF",
        b"ada/p.ipynb": MINE,
        b"ada/more\xfe.ipynb": notebook("other"),
    }
    named = {os.fsdecode(name): data for name, data in files.items()}
    if pack == "tar":
        named = {"class.tar.gz": tarred(*named.items())}
    made = run(tmp_path, named)
    assert students(made) == ["ada", "bo", "m-ller"]
    assert only(made, "bo").fault == "memory\\udcff.pdf: no notebook (.pdf)"
    json.dumps([s.to_json() for s in made.submissions], ensure_ascii=False).encode()
    written = [f.path.encode() for f in made.files]
    assert sum(path.endswith(b"m\\udcfcller/p.ipynb") for path in written) == 1
