"""Marks out of the gradebook and into each LMS's file, as its importer reads it."""

from __future__ import annotations

import csv
import datetime
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.collect.lateness import append_ledger, ledger_path
from autograder.collect.roster import Person, Roster
from autograder.course.course import Course
from autograder.course.journal import JournalEntry, JournalWriter
from autograder.errors import Refused
from autograder.marks.book import read_marks
from autograder.marks.csv_cells import guarded, is_formula, number_cell, unguarded
from autograder.marks.fill import FillSettings
from autograder.marks.raw import read_raw
from autograder.marks.write import make_file, write_file
from autograder.submission.result import Result, Submission
from course_utils.core.verdict import Verdict
from tests.autograder.marks.books import CHAPTER, FULL, PARTS, WAITING, Graded, make_book, open_book

STUDENTS = {
    "12": ("Jane Doe", FULL),
    "13": ("Ada O'Connor", Graded({"bce": 2.0, "lr-train": 12.0}, {"bce": 6.5})),
    "14": ("Li Wei", Graded({"bce": 8.0, "lr-train": 9.0 + 1 / 3}, penalty=5.0)),
    "15": ("No File", None),
    "16": ("Torn File", WAITING),
    "17": ('=cmd|"/C calc"!A0', FULL),
    "18": ("Over Due", Graded({"bce": 1.0, "lr-train": 0.0}, penalty=20.0)),
}
EXPECTED = {"12": "20", "13": "18.5", "14": "12.33", "15": "", "16": "", "17": "20", "18": "0"}
CANVAS = '''Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (11),"Logistic regression (12)",Current Score\r
,,,,,Manual Posting,,\r
    Points Possible,,,,,10,20,(read only)\r
"Doe, Jane",12,S12,jane@u.example,"A, B",5.50,,27.5\r
"O'Connor, Ada",13,S13,ada@u.example,A,,3,\r
"Wei, Li",14,S14,li@u.example,A,,"",\r
"File, No",15,S15,no@u.example,A,,,\r
"File, Torn",16,S16,torn@u.example,A,,11,\r
"=""=cmd|""""/C calc""""!A0""",17,S17,x@u.example,A,,,\r
"Due, Over",18,S18,due@u.example,A,,,\r
"Excused, Al",19,S19,al@u.example,A,,,\r
"Student, Test",99,,,A,,,\r
'''  # noqa: E501
WORKSHEET = """Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments
Participant 501,Jane Doe,jane@u.example,Submitted,,20.00,Yes,
Participant 502,Ada O'Connor,ada@u.example,Submitted,,20.00,No,
Participant 503,Torn File,torn@u.example,Submitted,,20.00,Yes,
"""  # noqa: E501
EXPORT = """First name;Surname;ID number;Email address;Assignment: Logistic regression (Real);Assignment: Logistic regression (Feedback);Course total (Real);Last downloaded from this course
Jane;Doe;12;jane@u.example;-;;-;1760000000
Li;Wei;14;li@u.example;-;;-;1760000000
No;File;15;no@u.example;-;;-;1760000000
"""  # noqa: E501


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_book(tmp_path_factory.mktemp("marks") / "course", STUDENTS)


@pytest.fixture(scope="module")
def marks(course):
    return read_marks(course, CHAPTER)


def template(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode(encoding))
    return path


def cells(data, encoding="utf-8-sig", separator=","):
    return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=separator))


def canvas_import(data):
    """What Canvas's importer makes of the file: ID -> assignment number -> score.

    As lib/gradebook_importer.rb: the header must end its student columns with Section,
    assignments are ``Title (number)``, the lines "Points Possible" and "Manual Posting" are
    no students, ``1,5`` is 1.5.
    """
    rows = cells(data)
    header = rows[0]
    assert "Student" in header[0] and "ID" in header[1] and "Section" in header
    columns = {m[1]: i for i, title in enumerate(header) if (m := re.search(r"\((\d+)\)$", title))}
    found = {}
    for row in rows[1:]:
        posting = all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell) for cell in row)
        if "Points Possible" in row[0] or posting:
            continue
        found[row[1]] = {name: row[i].strip().replace(",", ".") for name, i in columns.items()}
    return found


def test_manual_scores_and_late_penalties_are_what_counts(marks):
    scores = {s: m.score for s, m in marks.by_student.items() if m.state == "marked"}
    assert scores == pytest.approx({"12": 20, "13": 18.5, "14": 12 + 1 / 3, "17": 20, "18": 0})
    states = {s: m.state for s, m in marks.by_student.items()}
    assert states["15"] == "missing" and states["16"] == "by_hand"


def test_a_canvas_round_trip_gives_each_student_the_gradebooks_mark(marks, tmp_path):
    path = template(tmp_path, CANVAS)
    before = canvas_import(path.read_bytes())
    filled = make_file("canvas", marks, FillSettings(), path)
    after = canvas_import(filled.data)
    assert after.keys() == before.keys()
    for student, columns in after.items():
        assert columns["11"] == before[student]["11"], "another assignment is not touched"
        mark = EXPECTED.get(student, "")
        assert columns["12"] == (mark or before[student]["12"])
    assert filled.written == 5


def test_all_but_the_column_stays_byte_for_byte(marks, tmp_path):
    text = CANVAS.replace('"=""=cmd|""""/C calc""""!A0"""', '"Calc, Al"')
    filled = make_file("canvas", marks, FillSettings(), template(tmp_path, text, "utf-8-sig"))
    restored = filled.data.decode("utf-8")
    for student, was in (("12", ""), ("13", "3"), ("14", '""'), ("17", ""), ("18", "")):
        new = EXPECTED[student] if student != "14" else f'"{EXPECTED["14"]}"'
        line = next(row for row in restored.split("\r\n") if f",{student},S{student}," in row)
        cut = line.rfind(f",{new},")
        restored = restored.replace(line, f"{line[:cut]},{was},{line[cut + len(new) + 2 :]}")
    assert restored == "\ufeff" + text


def test_nobody_gets_a_zero_who_was_not_graded(marks, tmp_path):
    after = canvas_import(
        make_file("canvas", marks, FillSettings(), template(tmp_path, CANVAS)).data
    )
    assert after["15"]["12"] == "" and after["16"]["12"] == "11", "Canvas keeps what it has"
    zeros = FillSettings(missing_as_zero=True)
    after = canvas_import(make_file("canvas", marks, zeros, template(tmp_path, CANVAS)).data)
    assert after["15"]["12"] == "0" and after["16"]["12"] == "11", "missing alone, never waiting"


def test_who_has_no_mark_or_no_line_is_named(marks, tmp_path):
    short = "\r\n".join(line for line in CANVAS.split("\r\n") if ",12,S12" not in line)
    notes = " ".join(make_file("canvas", marks, FillSettings(), template(tmp_path, short)).notes)
    assert "1 without a mark until a person has given points by hand: 16." in notes
    assert "1 have a mark, but no line in the LMS: 12." in notes
    assert "Excused, Al" in notes


def test_an_excuse_of_the_lmss_stays(marks, tmp_path):
    excused = CANVAS.replace('"A, B",5.50,,27.5', '"A, B",5.50,EX,27.5')
    filled = make_file("canvas", marks, FillSettings(), template(tmp_path, excused))
    assert canvas_import(filled.data)["12"]["12"] == "EX"
    assert any("excused" in note for note in filled.notes)


def test_other_points_in_the_lms_are_refused_until_somebody_decides(marks, tmp_path):
    path = template(tmp_path, CANVAS.replace("10,20,(read only)", "10,100,(read only)"))
    with pytest.raises(Refused, match=r"is worth 100 points in the LMS, .* --points 100"):
        make_file("canvas", marks, FillSettings(), path)
    after = canvas_import(make_file("canvas", marks, FillSettings(points=100), path).data)
    assert after["12"]["12"] == "100" and after["13"]["12"] == "92.5"


@pytest.mark.parametrize(
    ("there", "said", "part"),
    [
        (20, 15, r"worth 20 points in the LMS, and --points says 15: leave --points out, as 04_\S+ "
                 r"has 20 points, too"),
        (100, 15, "worth 100 points in the LMS, and --points says 15: give --points 100"),
        (100, None, r"worth 100 points in the LMS, and 04_\S+ 20: give --points 100 to convert"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lms", ["canvas", "moodle"])
def test_points_that_do_not_fit_are_told_with_what_to_type(lms, there, said, part, marks, tmp_path):
    texts = {
        "canvas": CANVAS.replace("10,20,(read only)", f"10,{there},(read only)"),
        "moodle": WORKSHEET.replace("20.00", f"{there}.00"),
    }
    with pytest.raises(Refused, match=part):
        make_file(lms, marks, FillSettings(points=said), template(tmp_path, texts[lms]))


def test_a_column_that_cannot_be_told_is_asked_for(marks, tmp_path):
    path = template(tmp_path, CANVAS.replace("Logistic regression", "Homework 4"))
    with pytest.raises(Refused, match=r"--assignment; the template has: Lab 1 \(11\); Homework 4"):
        make_file("canvas", marks, FillSettings(), path)
    for wanted in ("Homework 4 (12)", "12", "homework 4"):
        data = make_file("canvas", marks, FillSettings(assignment=wanted), path).data
        assert canvas_import(data)["12"]["12"] == "20"


def test_a_semicolon_file_in_utf_16_keeps_both(marks, tmp_path):
    text = "Student;ID;SIS Login ID;Section;Logistic regression (12)\nDoe, Zoë;12;z;A;\n"
    filled = make_file("canvas", marks, FillSettings(), template(tmp_path, text, "utf-16"))
    assert filled.data == (text[:-1] + "20\n").encode("utf-16")


def test_a_class_graded_without_a_roster_is_found_by_the_number_in_its_ids(tmp_path):
    course = make_book(tmp_path / "course", {"doejane_12": ("", FULL), "wei_14": ("", FULL)})
    found = read_marks(course, CHAPTER)
    after = canvas_import(
        make_file("canvas", found, FillSettings(), template(tmp_path, CANVAS)).data
    )
    assert after["12"]["12"] == after["14"]["12"] == "20"


def test_two_of_one_name_are_never_matched_by_it(tmp_path):
    course = make_book(tmp_path / "c", {"a": ("Jane Doe", FULL), "b": ("Jane Doe", WAITING)})
    filled = make_file(
        "canvas", read_marks(course, CHAPTER), FillSettings(), template(tmp_path, CANVAS)
    )
    assert canvas_import(filled.data)["12"]["12"] == "" and filled.written == 0


def test_moodles_worksheet_gets_grade_and_comment_and_locked_lines_stay(marks, tmp_path):
    roster = Roster((Person("12", "Jane Doe", participant="501"),))
    filled = make_file("moodle", marks, FillSettings(roster=roster), template(tmp_path, WORKSHEET))
    rows = {row[0]: row for row in cells(filled.data)}
    assert rows["Participant 501"][4] == "20"
    assert rows["Participant 501"][7] == "bce 8/8; lr-train 12/12"
    assert rows["Participant 502"][4] == rows["Participant 503"][4] == ""
    assert any("locked" in note for note in filled.notes)


OLD = {
    "": "{}",
    "Well done.": "Well done.\n{}",
    "<p>Well done.</p>": "<p>Well done.</p><p>{}</p>",
    "<p>lr-train 12 of 12, bce 8/8</p>": "<p>lr-train 12 of 12, {}</p>",
    "bce 2/8; lr-train 0/12; late penalty -2": "{}",
    "See me. bce 2/8; lr-train 0/12; late penalty -2 Soon!": "See me. {} Soon!",
    "=1+1, she wrote": "'=1+1, she wrote\n{}",
}


@pytest.mark.parametrize("old", OLD)
def test_a_comment_that_stands_in_moodle_is_kept_and_ours_stands_in_it_once(old, marks, tmp_path):
    quoted = '"' + old.replace('"', '""') + '"'
    text = WORKSHEET.replace("Yes,", f"Yes,{quoted}", 1)
    roster = Roster((Person("12", "Jane Doe", participant="501"),))
    expected = OLD[old].format("bce 8/8; lr-train 12/12")
    for _ in range(2):
        filled = make_file("moodle", marks, FillSettings(roster=roster), template(tmp_path, text))
        assert cells(filled.data)[1][7] == expected
        text = filled.data.decode()


def moodle_grades(*stand: str) -> str:
    """The worksheet, with these marks standing in it."""
    head, *lines = WORKSHEET.splitlines()
    filled = [line.replace("Submitted,,", f"Submitted,{mark},").replace(",No,", ",Yes,")
              for line, mark in zip(lines, stand, strict=True)]  # fmt: skip
    return "\n".join([head, *filled]) + "\n"


@pytest.mark.parametrize("stands", ["20\u3000", "２０", "20\u00a0"])
def test_a_number_that_canvas_would_take_for_an_empty_cell_is_written_anew(stands, marks, tmp_path):
    """Public report: github.com/instructure/canvas-lms/issues/1717."""
    text = CANVAS.replace('"A, B",5.50,,', f'"A, B",5.50,{stands},')
    assert stands in text
    filled = make_file("canvas", marks, FillSettings(), template(tmp_path, text))
    assert ("12", stands, "20") in filled.changed
    assert stands not in filled.data.decode() and canvas_import(filled.data)["12"]["12"] == "20"


@pytest.mark.parametrize("lms", ["canvas", "moodle"])
def test_marks_that_stand_in_the_lms_and_change_are_counted_and_told(lms, marks, tmp_path):
    if lms == "canvas":
        text = CANVAS.replace('"A, B",5.50,,', '"A, B",5.50,"20,00",')
        expected = (3, 1, [("13", "3", "18.5")])
    else:
        text = moodle_grades('"20,00"', "7.00", "11")
        expected = (0, 1, [("13", "7.00", "18.5")])
    filled = make_file(lms, marks, FillSettings(), template(tmp_path, text))
    assert (filled.new, filled.same, filled.changed) == expected
    assert filled.written == filled.new + filled.same + len(filled.changed)
    assert b'"20,00"' in filled.data, "what is equal stays as the LMS has written it"
    again = make_file(lms, marks, FillSettings(), template(tmp_path, filled.data.decode()))
    assert (again.new, again.changed, again.data) == (0, [], filled.data)


def test_no_zero_goes_to_somebody_whose_group_may_have_handed_in(tmp_path):
    course = make_book(tmp_path / "c", {**STUDENTS, "group1_3001": ("", FULL)})
    found, path = read_marks(course, CHAPTER), template(tmp_path, CANVAS)
    roster = Roster(tuple(Person(student, name) for student, (name, _) in STUDENTS.items()))
    for people in (Roster(), roster):
        zeros = FillSettings(missing_as_zero=True, roster=people)
        for lms, where in (
            ("canvas", path),
            ("canvas", None),
            ("moodle", None),
            ("nbgrader", None),
        ):
            with pytest.raises(Refused, match=r"would give 0 to 15, but .* of group1_3001 are of"):
                make_file(lms, found, zeros, where)
            make_file(lms, found, FillSettings(roster=people), where)
    everybody = Roster((*roster.people, Person("group1_3001", "")))
    filled = make_file("canvas", found, FillSettings(missing_as_zero=True, roster=everybody), path)
    assert canvas_import(filled.data)["15"]["12"] == "0"
    assert "1 with nothing handed in got 0 by --missing-as-zero: 15." in filled.notes


def test_no_zero_where_canvass_number_is_one_members_and_the_name_the_groups(tmp_path):
    course = make_book(tmp_path / "c", {"12": ("Jane Doe", FULL), "15": ("No File", None)})
    now = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    append_ledger(ledger_path(course, CHAPTER), now, "in", [("12", "d")], {"12": "group1"})
    found = read_marks(course, CHAPTER)
    with pytest.raises(Refused, match=r"give 0 to 15, but .* \(group1 for 12\)"):
        make_file("canvas", found, FillSettings(missing_as_zero=True), template(tmp_path, CANVAS))


def test_who_has_another_id_on_the_roster_is_not_on_it_by_his_name(tmp_path):
    course = make_book(tmp_path / "c", {"7": ("Jane Doe", FULL), "77": ("Jane Doe", None)})
    found, roster = read_marks(course, CHAPTER), Roster((Person("77", "Jane Doe"),))
    filled = make_file("nbgrader", found, FillSettings(roster=roster), None)
    assert "1 in the gradebook is not on the roster: 7." in filled.notes
    with pytest.raises(Refused, match=r"would give 0 to 77, but the files of 7 are of nobody"):
        make_file("nbgrader", found, FillSettings(missing_as_zero=True, roster=roster), None)


@pytest.mark.parametrize("lms", ["canvas", "moodle", "nbgrader"])
def test_who_is_not_on_the_roster_is_named(lms, marks):
    roster = Roster(tuple(Person(s, n) for s, (n, _) in STUDENTS.items() if s not in ("12", "16")))
    assert "2 in the gradebook are not on the roster: 12, 16." in (
        make_file(lms, marks, FillSettings(roster=roster), None).notes
    )
    assert not [n for n in make_file(lms, marks, FillSettings(), None).notes if "roster" in n]


def test_each_student_without_a_mark_is_named_with_the_reason(tmp_path):
    every = {"1": ("Un Readable", WAITING), "2": ("Our Fault", WAITING), "3": ("No File", None),
             "5": ("Other Text", WAITING)}  # fmt: skip
    course = make_book(tmp_path / "c", every)
    with JournalWriter(Course(course).journal_path(CHAPTER)) as journal:
        for student, state in (("1", "unreadable"), ("2", "grader_fault")):
            entry = JournalEntry(student, "f", f"w{student}", "d", "a", state, "r")
            journal.append([(entry, Result(Submission(student, CHAPTER), state))])
        # Judged, and yet open: a person gave points to an earlier text.
        verdicts = {name: Verdict(name, "passed", points) for name, points in PARTS.items()}
        judged = Result(Submission("5", CHAPTER), "graded", verdicts)
        journal.append([(JournalEntry("5", "f", "w5", "d", "a", "graded", "r"), judged)])
    with open_book(course) as book:
        book.add_grade_cell("why", CHAPTER, CHAPTER, max_score=3, cell_type="markdown")
    every |= {"4": ("By Hand", Graded({"bce": 8.0, "lr-train": 12.0}))}
    make_book(course, {"4": every["4"]})
    found = read_marks(course, CHAPTER)
    states = {student: mark.state for student, mark in found.by_student.items()}
    assert states == {"1": "unreadable", "2": "fault", "3": "missing", "4": "by_hand",
                      "5": "by_hand"}  # fmt: skip
    notes = " ".join(make_file("nbgrader", found, FillSettings(), None).notes)
    for words in ("1 with a file that cannot be read, so no mark: 1.",
                  "1 without a mark because of a grader error; grade again: 2.",
                  "2 without a mark until a person has given points by hand: 4, 5.",
                  "1 with nothing handed in; the cell was left alone: 3."):  # fmt: skip
        assert words in notes


def test_the_chapter_is_asked_for_where_several_are_graded(tmp_path):
    course = make_book(tmp_path / "c", {"1": ("A B", FULL)})
    with open_book(course) as book:
        book.add_assignment("01_tensors")
    assert read_marks(course, None).chapter == CHAPTER, "nobody has handed in the other one"
    make_book(course, {"2": ("C D", FULL)}, chapter="02_autograd")
    with pytest.raises(Refused, match=r"say which chapter, with --chapter: 02_autograd, 04_log"):
        read_marks(course, None)
    with pytest.raises(Refused, match="nothing has been graded"):
        read_marks(make_book(tmp_path / "empty", {}), None)


def test_moodles_export_is_filled_and_the_total_left_alone(marks, tmp_path):
    filled = make_file("moodle", marks, FillSettings(), template(tmp_path, EXPORT))
    rows = {row[2]: row for row in cells(filled.data, separator=";")}
    assert rows["12"][4:7] == ["20", "bce 8/8; lr-train 12/12", "-"]
    assert rows["14"][4:6] == ["12.33", "bce 8/8; lr-train 9.33333/12; late penalty -5"]
    assert rows["15"][4:6] == ["-", ""], "no grade stays no grade"


def test_moodles_importer_knows_every_user_of_a_file_made_without_a_template(marks):
    header, *rows = cells(make_file("moodle", marks, FillSettings(), None).data)
    assert header[:2] == ["ID number", "Email address"]
    assert {row[0]: row[2] for row in rows} == {s: m for s, m in EXPECTED.items() if m}
    assert all(float(row[2]) >= 0 for row in rows)


def test_canvas_takes_a_file_made_without_a_template(marks):
    filled = make_file("canvas", marks, FillSettings(assignment="Logistic regression (12)"), None)
    after = canvas_import(filled.data)
    assert {student: columns["12"] for student, columns in after.items()} == EXPECTED


def test_nbgraders_table_leaves_empty_what_nbgrader_would_call_zero(marks):
    rows = list(
        csv.DictReader(
            io.StringIO(make_file("nbgrader", marks, FillSettings(), None).data.decode())
        )
    )
    assert {row["student_id"]: row["score"] for row in rows} == EXPECTED
    assert next(row for row in rows if row["student_id"] == "14")["late_submission_penalty"] == "5"


@pytest.mark.parametrize("lms", ["canvas", "moodle", "nbgrader"])
def test_no_cell_of_any_file_is_a_formula(lms, marks, tmp_path):
    made = [make_file(lms, marks, FillSettings(), None).data]
    if lms == "canvas":
        made.append(make_file(lms, marks, FillSettings(), template(tmp_path, CANVAS)).data)
    for data in made:
        assert not [cell for row in cells(data) for cell in row if is_formula(cell)]


@pytest.mark.parametrize(
    ("name", "harmless"),
    [("=1+1", False), ("@SUM(A1)", False), ("+cmd", False), ("-Ann", False), (" =x", False),
     ("＝1", False), ("\t=x", False), ("-", True), ("-1.5", True), ("+3 %", True),
     ("Ann-Lee", True), ("O'Connor", True), ("", True), ("김", True)],
)  # fmt: skip
def test_the_rule_for_formulas(name, harmless):
    assert (guarded(name) == name) is harmless
    assert unguarded(guarded(name)) == name


@given(st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_guarding_is_safe_and_can_be_undone(text):
    assert not is_formula(guarded(text))
    assert unguarded(guarded(text)) == text or text.startswith("'")


CELL = st.text(alphabet='ab ,;"\n\r=-é', max_size=8)


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=5), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_csv_that_is_only_read_comes_out_as_it_was(rows, quoted):
    import tempfile
    from pathlib import Path

    buffer = io.StringIO(newline="")
    dialect = "unix" if quoted else "excel"
    csv.writer(buffer, dialect).writerows([["id", "name"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(buffer.getvalue().encode())
        table = read_raw(path, "template")
        assert table.to_bytes() == path.read_bytes()
        for row, expected in enumerate(rows, 1):
            assert [table.cell(row, i) for i in range(len(expected))] == [
                c.strip() for c in expected
            ]


@pytest.mark.parametrize(
    ("lms", "text", "part"),
    [
        ("canvas", "a,b\n1,2\n", "no gradebook export of Canvas: it needs the columns"),
        ("canvas", "", "found: nothing"),
        ("moodle", "a,b\n1,2\n", "neither a grades export of Moodle"),
        ("canvas", 'Student,ID,Section,"HW (1)\n', "a quotation mark in it never ends"),
        ("nbgrader", "a,b\n", "--template is for canvas and moodle"),
        ("blackboard", "a,b\n", "there are canvas, moodle, nbgrader"),
    ],
)
def test_a_wrong_template_is_refused_in_a_sentence(lms, text, part, marks, tmp_path):
    with pytest.raises(Refused) as caught:
        make_file(lms, marks, FillSettings(), template(tmp_path, text))
    assert part in str(caught.value) and "\n" not in str(caught.value)


def test_a_folder_without_a_gradebook_or_the_chapter_is_refused(course, tmp_path):
    with pytest.raises(Refused, match=r"has no gradebook yet \(.*/gradebook\.db\)"):
        read_marks(tmp_path, CHAPTER)
    with pytest.raises(Refused, match="no assignment 02_autograd; it has: 04_logistic_regression"):
        read_marks(course, "02_autograd")


def test_the_lmss_own_export_is_never_written_over(tmp_path):
    path = template(tmp_path, CANVAS)
    with pytest.raises(Refused, match="is the template itself"):
        write_file(path, b"x", path)
    with pytest.raises(Refused, match="cannot be written"):
        write_file(tmp_path / "no" / "x.csv", b"x", path)
    assert path.read_bytes() == CANVAS.encode()


def test_marks_keep_two_decimals_at_most():
    assert [number_cell(x) for x in (20.0, 12 + 1 / 3, 0.0, 2.5)] == ["20", "12.33", "0", "2.5"]
