"""A template that fits by its numbers and is of another course, chapter, term or program."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.collect.roster import read_roster, roster_of
from autograder.errors import Refused
from autograder.marks.book import read_marks
from autograder.marks.canvas import fill_canvas
from autograder.marks.every_chapter import make_whole_file
from autograder.marks.fill import FillSettings, pick_column
from autograder.marks.moodle import fill_moodle
from autograder.marks.raw import RawTable
from autograder.marks.whose import Lines, names_another_chapter
from tests.autograder.marks.books import CHAPTER, FULL, Graded, make_book

STUDENTS = {
    "12": ("Jane Doe", FULL),
    "13": ("Ada O'Connor", Graded({"bce": 2.0, "lr-train": 12.0})),
    "14": ("Li Wei", Graded({"bce": 8.0, "lr-train": 4.5})),
    "15": ("No File", None),
}
OURS = "Logistic regression (77)"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_book(tmp_path_factory.mktemp("whose") / "course", STUDENTS)


def canvas(*people, columns=(OURS,), points="20", cell=""):
    """Canvas's export; people are (id, "Last, First")."""
    blanks = "," * (len(columns) - 1)
    lines = ["Student,ID,SIS User ID,SIS Login ID,Section," + ",".join(columns)]
    lines.append("    Points Possible,,,,," + ",".join([points] * len(columns)))
    lines += [f'"{name}",{who},S{who},u{who},A,{cell}{blanks}' for who, name in people]
    return "\n".join(lines) + "\n"


EVERYBODY = (("12", "Doe, Jane"), ("13", "O'Connor, Ada"), ("14", "Wei, Li"))


def fill(course, tmp_path, text, *more, lms="canvas", encoding="utf-8", name="export.csv"):
    """The command; what it said, and the file that it wrote or None."""
    (tmp_path / name).write_bytes(text.encode(encoding))
    out = tmp_path / "marks.csv"
    words = ["marks", "--course", str(course), "--lms", lms, "-o", str(out)]
    done = CliRunner().invoke(app, [*words, "--template", str(tmp_path / name), *more])
    if isinstance(done.exception, Refused):
        assert not out.exists()
        return str(done.exception), None
    return done.output, out.read_bytes().decode(encoding)


def test_the_column_that_was_filled_is_named(course, tmp_path):
    said, wrote = fill(course, tmp_path, canvas(*EVERYBODY))
    assert "3 marks: 3 new, 0 unchanged, 0 changed; in the column Logistic regression (77)." in said
    assert '"Wei, Li",14,S14,u14,A,12.5' in wrote


@pytest.mark.parametrize(
    "columns",
    [("Autograd (77)",), ("2 autograd (77)",), ("Autograd (77)", "Tensors (78)"),
     (OURS, "Logistic regression resit (78)"), (OURS, OURS)],
)  # fmt: skip
def test_a_column_that_may_be_another_one_is_asked_for(columns, course, tmp_path):
    said, wrote = fill(course, tmp_path, canvas(*EVERYBODY, columns=columns))
    assert "which column is 04_logistic_regression? Say it with --assignment" in said
    assert wrote is None and ("same title" in said) == (columns == (OURS, OURS))


@pytest.mark.parametrize(
    "title", ["Homework (77)", "로지스틱 회귀 (77)", "Logistische Regression (77)"]
)
def test_the_only_column_is_taken_in_any_language(title, course, tmp_path):
    said, wrote = fill(course, tmp_path, canvas(*EVERYBODY, columns=(title,)))
    assert f"in the column {title}" in said and ",12.5" in wrote


def test_a_chapters_name_is_a_word_of_its_own():
    """A topic within a longer word is no topic: "engine" in "Engineering"."""
    for title in ("Engineering homework 4", "Newspaper club", "Papers read"):
        assert not names_another_chapter(title, CHAPTER)
    for title in ("Engine (77)", "07_engine", "Homework: the optimizer-loop", "HW5OptimizerLoop"):
        assert names_another_chapter(title, CHAPTER)


def test_a_column_whose_name_only_holds_the_letters_is_not_taken():
    columns = ("Engineering 2 (1)", "Homework seven (2)")
    table = RawTable([list(columns)], ["\n"], "", ",", "utf-8")
    with pytest.raises(Refused, match="which column is 07_engine"):
        pick_column(table, 0, [0, 1], "", "07_engine")


def test_a_column_of_another_name_is_filled_when_it_is_named(course, tmp_path):
    text = canvas(*EVERYBODY, columns=("Autograd (77)",))
    said, wrote = fill(course, tmp_path, text, "--assignment", "77")
    assert "in the column Autograd (77)" in said and ",12.5" in wrote


def test_two_columns_of_moodles_with_one_title(course, tmp_path):
    title = "Assignment: Logistic regression (Real)"
    said, wrote = fill(
        course, tmp_path, f"ID number,Full name,{title},{title}\n12,Jane Doe,5,6\n", lms="moodle"
    )
    assert "change one in the LMS" in said and wrote is None


def test_a_worksheet_whose_name_is_another_chapters(course, tmp_path):
    text = ("Identifier,Full name,ID number,Status,Grade,Maximum Grade,Grade can be changed\n"
            "Participant 1,Jane Doe,12,Submitted,,20.00,Yes\n")  # fmt: skip
    said, wrote = fill(course, tmp_path, text, lms="moodle", name="Grades-ML-Autograd-88.csv")
    assert "Grades-ML-Autograd-88.csv, speaks of another chapter" in said and ",20," in wrote
    said, _ = fill(course, tmp_path, text, lms="moodle", name="Grades-ML-Logistic regression-9.csv")
    assert "speaks of another chapter" not in said


def test_all_chapters_do_not_go_into_one_column(course, tmp_path):
    marks = read_marks(course, CHAPTER)
    (tmp_path / "one.csv").write_text(canvas(*EVERYBODY, columns=("Homework (77)",)))
    other = replace(marks, chapter="02_autograd")
    with pytest.raises(Refused, match="would get the marks of 02_autograd and of 04_logistic"):
        make_whole_file(
            "canvas", [other, marks], FillSettings(), tmp_path / "one.csv", lambda *a: None
        )


def test_another_universitys_students_with_the_same_numbers(course, tmp_path):
    others = (("12", "Kim, Min"), ("13", "Lee, Bo"), ("14", "Ray, Jo"))
    said, wrote = fill(course, tmp_path, canvas(*others, cell="7"))
    assert "the ids in" in said and "12 is Jane Doe here and Kim, Min there" in said
    assert wrote is None
    # Whoever calls the same people otherwise says so with the LMS's own list.
    said, wrote = fill(course, tmp_path, canvas(*others), "--roster", str(tmp_path / "export.csv"))
    assert '"Kim, Min",12,S12,u12,A,20' in wrote


def test_a_course_in_which_nobody_is_known(course, tmp_path):
    said, wrote = fill(course, tmp_path, canvas(("912", "Kim, Min"), ("913", "Lee, Bo")))
    assert re.search(r"nobody in .*export\.csv is in this gradebook", said) and wrote is None


def test_an_export_without_students_is_filled_with_nothing(course, tmp_path):
    said, wrote = fill(course, tmp_path, canvas())
    assert "0 marks" in said and "3 have a mark, but no line in the LMS: 12, 13, 14." in said
    assert wrote == canvas()


def test_students_who_are_here_or_there_alone_are_named(course, tmp_path):
    said, wrote = fill(course, tmp_path, canvas(EVERYBODY[0], EVERYBODY[1], ("912", "Kim, Min")))
    assert "1 in the LMS, but not in the gradebook: Kim, Min." in said
    assert "1 have a mark, but no line in the LMS: 14." in said
    assert '"Kim, Min",912,S912,u912,A,\n' in wrote


def test_an_id_of_one_student_with_the_name_of_another_gets_no_mark(course, tmp_path):
    people = (*EVERYBODY[1:], ("15", "Doe, Jane"))
    said, wrote = fill(course, tmp_path, canvas(*people))
    assert "1 left alone, because the id there is one student's and the name another's" in said
    assert "15 is No File here and Doe, Jane there" in said and "not in the gradebook" not in said
    assert '"Doe, Jane",15,S15,u15,A,\n' in wrote and '"Wei, Li",14,S14,u14,A,12.5' in wrote


def test_a_surname_in_common_makes_nobody_somebody_else():
    """The ids of another numbering fit, and every line is a Kim's: nobody gets another's mark."""
    class_here = roster_of({"1": "Kim Minjun", "2": "Kim Jaeho", "3": "Kim Sora", "4": "Kim Sora"})
    lines = Lines()

    def fits(student, there, *more):
        here = [person.name for person in class_here.people if person.student == student]
        return lines.by_id(class_here.by_id(student), [*here, *more], there, class_here)

    assert not fits("1", "Kim, Jaeho") and not fits("2", "Minjun Kim")
    assert [student for student, _, _ in lines.crossed] == ["1", "2"]
    # One of two with one name, a name that the roster adds, a name that nobody else has.
    assert fits("3", "Kim, Sora") and fits("4", "Sora Kim")
    assert fits("1", "Kim, Jaeho", "Kim Jaeho") and fits("2", "Kim, J.") and fits("2", "Kim, Bo")
    assert len(lines.crossed) == 2 and not lines.otherwise


@pytest.mark.parametrize(
    ("name", "told"),
    [("Doe-Smith, Jane", False), ("Doe, J.", False), ("JANE DOE", False), ("", False),
     ("Janina Smith", True), ("O’Connor, Jane", False)],
)  # fmt: skip
def test_one_who_is_called_otherwise_gets_the_mark_and_is_named(name, told, course, tmp_path):
    said, wrote = fill(course, tmp_path, canvas(("12", name), *EVERYBODY[1:]))
    assert f'"{name}",12,S12,u12,A,20' in wrote
    assert ("called otherwise in the LMS: 12 is Jane Doe here" in said) == told


@pytest.mark.parametrize("name", ["Student, Test", "Points Possible", "Manual Posting"])
def test_who_is_called_like_a_line_of_canvass_own_is_a_student(name, course, tmp_path):
    """Canvas lets students choose their names; the university's id they do not choose."""
    text = canvas(("14", name), *EVERYBODY[:2])
    said, wrote = fill(course, tmp_path, text)
    assert f'"{name}",14,S14,u14,A,12.5' in wrote and "14 is Li Wei here" in said
    (tmp_path / "roster.csv").write_text(text)
    people = read_roster(tmp_path / "roster.csv").people
    assert {one.student for one in people} == {"12", "13", "14"}
    # Canvas's own test student has none.
    said, wrote = fill(course, tmp_path, text.replace("14,S14", "99,"))
    assert f'"{name}",99,,u14,A,\n' in wrote and name not in said


def test_what_excel_saves_is_filled_as_it_is(course, tmp_path):
    """A mark of its encoding, semicolons, decimal commas, no blanks."""
    text = (f"Student;ID;SIS User ID;SIS Login ID;Section;{OURS}\r\nPoints Possible;;;;;20\r\n"
            "Doe, Jane;12;S12;u12;A;20,0\r\nO'Connor, Ada;13;S13;u13;A;12,5\r\n"
            "Wei, Li;14;;;A;12,50\r\n")  # fmt: skip
    said, wrote = fill(course, tmp_path, text, encoding="utf-8-sig")
    assert "0 new, 2 unchanged, 1 changed" in said and "13 Ada O'Connor: 12,5 -> 14" in said
    assert wrote == text.replace("u13;A;12,5", "u13;A;14")
    assert (tmp_path / "marks.csv").read_bytes().startswith(b"\xef\xbb\xbfStudent")


@pytest.mark.parametrize("lms", ["canvas", "moodle"])
def test_the_other_programs_file_is_refused(lms, course, tmp_path):
    text = canvas(*EVERYBODY) if lms == "moodle" else "Identifier,Full name,Grade\nP 1,Jane Doe,\n"
    said, wrote = fill(course, tmp_path, text, lms=lms)
    assert re.search("is no gradebook export of Canvas|is neither a grades export", said)
    assert wrote is None


FILLERS = {"canvas": fill_canvas, "moodle": fill_moodle}
NAMESAKES = {
    "canvas": 'Student,ID,SIS User ID,SIS Login ID,Section,Logistic regression (1)\n'
              '"Li, Ada",{},,,A,\n"Li, Ada",777,,,A,\n"Ek, Bo",502,,,A,\n',
    "moodle": "First name,Surname,ID number,Email address,Assignment: Logistic regression (Real)\n"
              "Ada,Li,{},,-\nAda,Li,777,,-\nBo,Ek,502,,-\n",
}  # fmt: skip


@pytest.mark.parametrize("known", ["501", "601"], ids=["one by the id", "both by the name"])
@pytest.mark.parametrize("lms", NAMESAKES)
def test_a_namesake_in_the_file_does_not_get_the_mark(lms, known, tmp_path):
    course = make_book(tmp_path / "course", {"501": ("Ada Li", FULL), "502": ("Bo Ek", FULL)})
    template, listed = tmp_path / "t.csv", tmp_path / "class.csv"
    template.write_text(NAMESAKES[lms].format(known))
    marks = read_marks(course, CHAPTER)
    with pytest.raises(Refused, match=r"would get the mark of 501, by the name.*--roster"):
        FILLERS[lms](template, marks, FillSettings(points=20))
    listed.write_text("id,name,login id\n501,Ada Li,601\n777,Ada Li,\n502,Bo Ek,\n")
    settings = FillSettings(points=20, roster=read_roster(listed))
    filled = FILLERS[lms](template, marks, settings)
    ends = [line.split(",")[-1] for line in filled.data.decode().splitlines()[1:]]
    assert ends == ["20", "" if lms == "canvas" else "-", "20"]
