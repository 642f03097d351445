"""What the whole course came to: on one page, in a CSV, and for a section alone."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.course import Course
from autograder.overview.course_data import ChapterPart, CourseData, fall_of
from autograder.overview.course_files import read_course
from autograder.overview.sentences import open_sentence
from tests.autograder.cli.test_report_command import refusal, run
from tests.autograder.feedback.reading import Reader
from tests.autograder.overview.courses import CHAPTERS, HOSTILE, NAMES, make_course
from tests.autograder.report.inert import assert_report_inert


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return make_course(tmp_path_factory.mktemp("overview") / "classroom").root


@pytest.fixture
def course(made, tmp_path) -> Path:
    shutil.copytree(made, tmp_path / "classroom")
    return tmp_path / "classroom"


def table(path: Path) -> dict[str, dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_without_a_chapter_every_report_is_written_and_the_overview(course):
    done = run("report", "--course", course)
    assert done.exit_code == 0, done.output
    for name in (*CHAPTERS, "course"):
        page = (course / "report" / f"{name}.html").read_text("utf-8")
        assert_report_inert(page, beside=CHAPTERS)
        assert "<script>alert" not in page
    said = done.stdout.splitlines()
    assert f"{CHAPTERS[0]}: 5 submissions: 5 graded." in said
    assert "3 chapters, 5 students." in said
    behind = "2 are falling behind: 1 handed in nothing twice or more, 1 with falling marks."
    assert behind in said


def test_the_page_says_who_falls_behind_what_comes_again_and_everybody_s_marks(course):
    run("report", "--course", course)
    page = (course / "report" / "course.html").read_text("utf-8")
    text = " ".join(Reader(page).text.split())
    part = text[text.rindex("Falling behind") : text.rindex("Mistakes that come again")]
    assert "Cem Absent (cem) 20 – not handed in – not handed in nothing handed in twice" in part
    assert "Ben Falls (ben) 20 0 0 the latest marks are" in part
    assert "Ada" not in part and "Dee" not in part
    again = text[text.rindex("Mistakes that come again") : text.rindex("What to teach again first")]
    assert "missing-mean 1 student, 1 of them in more than one chapter" in again
    teach = text[text.rindex("What to teach again first") : text.rindex("Students")]
    assert teach.index("Chapter 4") < len(teach)
    for student in NAMES:
        assert f"({student})" in text
    links = {a["href"] for a in Reader(page).tags("a")}
    assert f"../feedback/ada/{CHAPTERS[0]}/{CHAPTERS[0]}.html" in links
    assert {f"{chapter}.html" for chapter in CHAPTERS} <= links


def test_the_csv_has_the_gradebook_s_marks_and_no_zero_by_itself(course):
    with Gradebook(Course(course).db_url) as book:
        grade = book.find_grade("check-bce", CHAPTERS[2], CHAPTERS[2], "ada")
        grade.manual_score = grade.max_score - 1
        book.db.commit()
    run("report", "--course", course)
    rows = table(course / "report" / "course.csv")
    assert [rows["ada"][chapter] for chapter in CHAPTERS] == ["20", "20", "19"]
    assert [rows["cem"][chapter] for chapter in CHAPTERS] == ["20", "", ""]
    assert rows["cem"]["not_handed_in"] == "2" and rows["cem"]["total"] == "20"
    assert rows["eve"]["name"].startswith(f"'{HOSTILE[:4]}")  # nothing to compute
    assert rows["ben"]["falling_behind"].startswith("the latest marks are")


def test_without_names_neither_page_nor_table_holds_one(course):
    run("report", "--course", course, "--anonymous")
    for kind in ("html", "csv"):
        text = (course / "report" / f"course-without-names.{kind}").read_text("utf-8-sig")
        for student, name in NAMES.items():
            assert name not in text and f"({student})" not in text and f"\n{student}," not in text
    assert "feedback/" not in (course / "report" / "course-without-names.html").read_text("utf-8")


def test_a_section_sees_its_share(course):
    (course / "sections.csv").write_text("id,section\nada,A\nben,Group B\ncem,A; Group B\n")
    done = run("report", "--course", course, "--section", "group b")
    assert done.exit_code == 0, done.output
    assert "3 chapters, 2 students of section group b." in done.stdout.splitlines()
    rows = table(course / "report" / "course-section-group-b.csv")
    assert set(rows) == {"ben", "cem"}
    for name in ("course", CHAPTERS[0]):
        page = (course / "report" / f"{name}-section-group-b.html").read_text("utf-8")
        assert "Ben Falls" in page and "Ada Lovelace" not in page
    assert not (course / "report" / "course.html").exists()


def test_a_chapter_s_table_of_students_has_their_sections_where_there_are_any(course):
    page = course / "report" / f"{CHAPTERS[0]}.html"
    run("report", "--course", course, "--chapter", CHAPTERS[0])
    assert ">section</th>" not in page.read_text("utf-8")
    (course / "sections.csv").write_text("id,section\nADA,Monday <b>\nben,B\n")
    run("report", "--course", course, "--chapter", CHAPTERS[0])
    text = page.read_text("utf-8")
    row = next(line for line in text.splitlines() if "Ada Lovelace" in line and "<tr>" in line)
    assert '<td class="section">Monday &lt;b&gt;</td>' in row and ">section</th>" in text
    assert '<td class="section"></td>' in text, "who is in none has an empty cell"


def test_many_marks_that_are_open_are_said_in_the_plural():
    states = {"by_hand": 10, "unreadable": 2, "ungraded": 1, "missing": 4}
    data = CourseData((ChapterPart("c", "t", 20, (), None, states),), (), ())
    assert open_sentence(data) == (
        "2 could not be read, 10 wait for a person, 1 handed in, not graded yet."
    )
    one = CourseData((ChapterPart("c", "t", 20, (), None, {"by_hand": 1}),), (), ())
    assert open_sentence(one) == "1 waits for a person."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "knows no sections"),
        ("id;section\nada;A\n", "there is no section 'X' in "),
        ("who,where\nada,A\n", "needs a first line with the columns id and section; found: who"),
        ("id,section\nada,A\nben,B\nADA,B\n", "has ADA in 'A' in line 2 and in 'B' in line 4"),
    ],
)
def test_a_wrong_list_of_sections_is_one_sentence(course, text, said):
    if text:
        (course / "sections.csv").write_text(text)
    assert said in refusal("report", "--course", course, "--section", "X")
    assert not (course / "report").exists()


def test_one_file_is_for_one_chapter(course, tmp_path):
    said = refusal("report", "--course", course, "--out", tmp_path / "x.html")
    assert f"say which chapter, with --chapter: {', '.join(CHAPTERS)}" in said


def test_feedback_without_a_chapter_writes_all_pages(course):
    done = run("feedback", "--course", course)
    assert done.exit_code == 0, done.output
    for chapter in CHAPTERS:
        assert f"{chapter}: 5 pages" in done.stdout
        assert Course(course).feedback_path("ada", chapter).exists()


def test_feedback_of_a_section_touches_no_other_page(course):
    (course / "sections.csv").write_text("id,section\nada,A\nben,B\n")
    assert run("feedback", "--course", course, "--section", "B").exit_code == 0
    assert Course(course).feedback_path("ben", CHAPTERS[0]).exists()
    assert not Course(course).feedback_path("ada", CHAPTERS[0]).exists()


def test_a_chapter_that_is_hard_for_all_makes_nobody_fall(course):
    data = read_course(Course(course), CHAPTERS)
    ada = next(one for one in data.students if one.student == "ada")
    assert fall_of(ada.marks, data.chapters) == 0
    ben = next(one for one in data.students if one.student == "ben")
    assert ben.fall > 0.5
