"""A course folder's own settings: read as nbgrader reads them, and never without our engine."""

from __future__ import annotations

import datetime
import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import URL

from autograder.collect.intake import Intake, dry_run
from autograder.collect.lateness import due_in_gradebook
from autograder.course.checkup import examine_course
from autograder.course.config import (
    FILE,
    add_lines,
    check_config,
    make_folder,
    missing_lines,
    settings,
)
from autograder.course.course import Course, open_course
from autograder.course.database import connected, shown
from autograder.errors import Refused
from tests.autograder.grade.small_class import hand_in

OURS = (
    "c.Autograde.exporter_class", "c.Autograde.sanitize_preprocessors",
    "c.Autograde.autograde_preprocessors", "c.ExportApp.plugin_class",
)  # fmt: skip
GET = "c = get_config()\n"
DOOR = "".join(f"{line}\n" for line in (
    'c.Autograde.exporter_class = "autograder.nbgrader_plugin.SubmissionExporter"',
    'c.Autograde.sanitize_preprocessors = ["autograder.nbgrader_plugin.Rebuild"]',
    'c.ExportApp.plugin_class = "autograder.nbgrader_plugin.Marks"',
))  # fmt: skip
EXAMINE = 'c.Autograde.autograde_preprocessors = ["autograder.nbgrader_plugin.Examine"{}]\n'


def folder(tmp_path: Path, text: str) -> Path:
    root = tmp_path / "course"
    root.mkdir(exist_ok=True)
    (root / FILE).write_text(text)
    return root


def named(lines: list[str]) -> list[str]:
    return [line.partition(" =")[0] for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        GET + DOOR + EXAMINE.format(', "nbgrader.preprocessors.AssignLatePenalties"'),
        GET + DOOR + EXAMINE.format(""),
        (GET + DOOR + EXAMINE.format("")).replace("nbgrader_plugin", "door"),
        "from autograder.nbgrader_plugin import *\nc = get_config()\n"
        "c.BaseConverter.exporter_class = SubmissionExporter\n"
        "c.Autograde.sanitize_preprocessors = [Rebuild]\n"
        "class Mine(Examine): pass\nc.Autograde.autograde_preprocessors = [Mine]\n"
        "c.ExportApp.plugin_class = Marks\n",
        f"{GET}load_subconfig('more.py')\n",
    ],
    ids=[
        "as it was written before",
        "as it is written",
        "by its old name",
        "classes of its own",
        "another file",
    ],
)
def test_settings_that_use_this_engine_in_whatever_way_are_taken(text, tmp_path):
    root = folder(tmp_path, text)
    (root / "more.py").write_text(GET + DOOR + EXAMINE.format(""))
    assert missing_lines(root) == []
    open_course(root)
    assert (root / FILE).read_text() == text


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("", OURS),
        ('c = get_config()\nc.CourseDirectory.course_id = "cs229"\n', OURS),
        *[("".join(line for line in (GET + DOOR + EXAMINE.format("")).splitlines(True)
                   if not line.startswith(one)), (one,)) for one in OURS],
        (GET + DOOR + EXAMINE.format(', "nbgrader.preprocessors.Execute"'), OURS[2:3]),
        (GET + DOOR + EXAMINE.format(', "nbgrader.preprocessors.SaveAutoGrades"'), OURS[2:3]),
        (GET + DOOR + "c.Autograde.autograde_preprocessors.append("
         "'autograder.nbgrader_plugin.Examine')\n", OURS[2:3]),
        ("# " + (GET + DOOR + EXAMINE.format("")).replace("\n", "\n# "), OURS),
        (GET + DOOR + EXAMINE.format("") + "c.Autograde.exporter_class = 3\n", OURS[:3]),
    ],
)  # fmt: skip
def test_what_keeps_the_engine_out_is_refused_with_the_lines_and_can_be_mended(
    text, lacks, tmp_path
):
    root = folder(tmp_path, text)
    (root / FILE).chmod(0o600)
    assert named(missing_lines(root)) == list(lacks)
    with pytest.raises(Refused) as caught:
        open_course(root)
    said = str(caught.value)
    assert all(f"\n  {one} = " in said for one in lacks) and "--fix" in said
    assert (root / FILE).read_text() == text, "nothing is changed unasked"
    before = {f.name: f.ok for f in examine_course(root)}
    assert before["settings"] is False

    lines, kept = add_lines(root)
    assert named(lines) == list(lacks) and kept is not None and kept.read_text() == text
    assert {stat.S_IMODE(path.stat().st_mode) for path in (root / FILE, kept)} == {0o600}
    assert (root / FILE).read_text().startswith(text.rstrip())
    check_config(root)
    assert all(finding.ok for finding in examine_course(root))
    assert add_lines(root) == ([], None)


def test_lines_that_something_else_overrules_are_not_left_there(tmp_path):
    root = folder(tmp_path, GET)
    wrong = {"Autograde": {"autograde_preprocessors": ["nbgrader.preprocessors.Execute"]}}
    (root / "nbgrader_config.json").write_text(json.dumps(wrong))
    with pytest.raises(Refused, match=r"left as it is.*nbgrader_config\.json"):
        add_lines(root)
    assert (root / FILE).read_text() == GET
    assert sorted(path.name for path in root.iterdir()) == ["nbgrader_config.json", FILE]


@pytest.mark.parametrize(
    "text",
    ["1/0", "c = (", "import sys; sys.exit('no')", "import no_such_thing",
     "raise ValueError('two\\nlines')", GET + "c.CourseDirectory.db_url = 3\n",
     GET + "c.CourseDirectory.course_id = ['x']\n"],
)  # fmt: skip
def test_settings_that_cannot_be_read_are_one_sentence(text, tmp_path):
    root = folder(tmp_path, text)
    for do in (open_course, lambda root: Course(root).db_url, lambda root: Course(root).course_id):
        with pytest.raises(Refused) as caught:
            do(root)
        assert FILE in str(caught.value) and "\n" not in str(caught.value)
    (finding,) = examine_course(root)
    assert not finding.ok and FILE in finding.detail


def test_the_name_of_the_course_is_the_settings_own(tmp_path, monkeypatch):
    new = make_folder(tmp_path / "new")
    assert Course(new).course_id == "gradients"
    for text, expected in (
        ('c.CourseDirectory.course_id = "cs229"', "cs229"),
        ('c.Exchange.course_id = "as it was called once"', "as it was called once"),
        ("", "default_course"),
    ):
        assert Course(folder(tmp_path, GET + text)).course_id == expected
    # Settings for all courses of a machine, in one of Jupyter's own folders.
    shared = tmp_path / "jupyter"
    shared.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(shared))
    (shared / FILE).write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "of all"\n'
        'c.CourseDirectory.db_url = "sqlite:///marks/own.db"\n'
    )
    course = Course(folder(tmp_path, GET))
    assert course.course_id == "of all"
    assert course.db_url == f"sqlite:///{course.root.resolve()}/marks/own.db"
    assert Course(folder(tmp_path, GET + 'c.CourseDirectory.course_id = "x"')).course_id == "x"
    invented = Course(make_folder(tmp_path / "invented", own_gradebook=True))
    assert invented.db_url == f"sqlite:///{invented.root}/gradebook.db"


def test_settings_that_change_are_read_again(tmp_path):
    root = folder(tmp_path, f'{GET}c.CourseDirectory.course_id = "a"\n')
    found = settings(root)
    found.CourseDirectory.course_id = "spoilt by whoever asked"
    assert Course(root).course_id == "a"
    folder(tmp_path, f'{GET}c.CourseDirectory.course_id = "bb"\n')
    assert Course(root).course_id == "bb"


def test_other_places_for_files_are_refused_or_told(tmp_path):
    engine = GET + DOOR + EXAMINE.format("")
    root = folder(tmp_path, f'{engine}c.CourseDirectory.submitted_directory = "handed-in"\n')
    with pytest.raises(Refused, match=r"submitted_directory = 'handed-in'"):
        open_course(root)
    root = folder(tmp_path, f"{engine}c.CourseDirectory.root = {str(tmp_path)!r}\n")
    open_course(root)
    told = {finding.name: finding for finding in examine_course(root)}
    assert not told["folder"].ok and str(tmp_path) in told["folder"].detail


BROKEN = {
    "no server": "postgresql+psycopg://teacher:hush-hush@/x?host=/nowhere",
    "no driver": "mysql+pymysql://teacher:hush-hush@localhost/x",
    "no database": "teacher:hush-hush",
    "no dialect": "nosuch://teacher:hush-hush@localhost/x",
    "no gradebook": "sqlite:///torn.db",
}


@pytest.mark.parametrize("url", BROKEN.values(), ids=BROKEN)
def test_a_gradebook_that_cannot_be_read_is_refused_and_nobody_gets_a_time(url, tmp_path):
    root = folder(
        tmp_path, GET + DOOR + EXAMINE.format("") + f"c.CourseDirectory.db_url = {url!r}\n"
    )
    (root / "torn.db").write_bytes(b"no database at all " * 100)
    source = hand_in(tmp_path / "in", {"ada": "{}"})
    for do in (
        lambda: due_in_gradebook(Course(root).db_url, "02_autograd"),
        lambda: dry_run(source, "02_autograd", root, Intake()),
    ):
        with pytest.raises(Refused) as caught:
            do()
        said = str(caught.value)
        assert "cannot be read" in said and "hush" not in said and "\n" not in said
    told = {finding.name: finding for finding in examine_course(root)}
    assert not told["gradebook"].ok and "hush" not in told["gradebook"].detail
    assert sorted(path.name for path in root.iterdir()) == [FILE, "torn.db"]


def test_looking_for_a_gradebook_makes_none(tmp_path):
    url = f"sqlite:///{tmp_path}/gradebook.db"
    with connected(url) as engine:
        assert engine is None
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "gradebook.db").touch()  # as sqlite leaves one that was only opened
    assert due_in_gradebook(url, "02_autograd") is None
    assert (tmp_path / "gradebook.db").stat().st_size == 0


WORD = st.text(alphabet="aZ09:/@ %?&=#é", min_size=3, max_size=12)


@given(WORD, st.sampled_from(["password", "sslpassword", "PASS", "passfile", "access_token"]))
def test_no_password_of_any_form_is_shown(secret, name):
    secret = f"hush{secret}hush{secret}"
    for url in (
        URL.create("postgresql", "teacher", secret, "db", 5432, "marks"),
        URL.create("postgresql", "teacher", None, "db", 5432, "marks", {name: secret}),
        f"postgresql://teacher:{secret.replace('@', '')}",
        f"postgresql://teacher:{secret}@db/marks",
    ):
        text = url if isinstance(url, str) else url.render_as_string(hide_password=False)
        assert "hush" not in shown(text)


def test_a_due_date_is_read_from_where_the_settings_say(tmp_path):
    from autograder.collect.lateness import set_due
    from tests.autograder.marks.books import open_book

    due = datetime.datetime(2026, 3, 1, 23, 59, tzinfo=datetime.UTC)
    with open_book(tmp_path / "elsewhere") as book:
        book.add_assignment("02_autograd")
    url = f"sqlite:///{tmp_path}/elsewhere/gradebook.db"
    root = folder(tmp_path, GET + f"c.CourseDirectory.db_url = {url!r}\n")
    set_due(Course(root).db_url, "02_autograd", due, Course(root).course_id)
    assert due_in_gradebook(Course(root).db_url, "02_autograd") == due
    assert not (root / "gradebook.db").exists()
