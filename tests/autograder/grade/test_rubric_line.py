"""`doctor --fix` gives older course folders the line of the rubric, and keeps what is edited."""

from __future__ import annotations

import json
import stat

import pytest
from nbconvert.exporters import HTMLExporter
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course.config import FILE, importable, make_folder, settings
from autograder.course.engine_settings import RUBRIC_IN_FORMGRADER
from autograder.errors import Refused
from autograder.nbgrader_plugin import ShowRubric

# To the letter what was written before folders had the line, and still before that.
OLDER = '''"""Settings of this course folder for nbgrader's own commands and formgrader."""

c = get_config()
c.CourseDirectory.course_id = "gradients"
c.ClearSolutions.code_stub = {"python": "raise NotAttempted"}
c.ClearSolutions.text_stub = "Your answer."

# `nbgrader autograde` and formgrader's button grade as `autograder grade` does.
c.Autograde.exporter_class = "autograder.nbgrader_plugin.SubmissionExporter"
c.Autograde.sanitize_preprocessors = ["autograder.nbgrader_plugin.Rebuild"]
c.Autograde.autograde_preprocessors = ["autograder.nbgrader_plugin.Examine"]
c.ExportApp.plugin_class = "autograder.nbgrader_plugin.Marks"
'''
OLDEST = OLDER.replace("nbgrader_plugin", "door")
OURS = '"autograder.nbgrader_plugin.ShowRubric"'


def doctor(root, *words):
    done = CliRunner().invoke(app, ["doctor", "--course", str(root), *words])
    refused = str(done.exception) if isinstance(done.exception, Refused) else ""
    return done.exit_code, " ".join(f"{done.output} {refused}".split())


def shows(root) -> list:
    """The preprocessors of formgrader's exporter, made as formgrader makes it."""
    with importable(root):
        made = HTMLExporter(config=settings(root))
        return [one for one in made._preprocessors if isinstance(one, ShowRubric)]


def folder(tmp_path, text):
    root = tmp_path / "course"
    root.mkdir()
    (root / FILE).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("text", [OLDER, OLDEST], ids=["older", "oldest"])
def test_a_folder_of_an_older_version_gets_the_line_once(text, tmp_path):
    root = folder(tmp_path, text)
    (root / FILE).chmod(0o600)
    code, told = doctor(root)
    # It grades as well without.
    assert code == 0 and RUBRIC_IN_FORMGRADER in told and "--fix" in told
    assert (root / FILE).read_text() == text and shows(root) == []

    code, told = doctor(root, "--fix")
    assert code == 0 and f"added to {root / FILE}: {RUBRIC_IN_FORMGRADER}" in told
    now = (root / FILE).read_text()
    assert now.startswith(text.rstrip()) and now.count(OURS) == 1 and len(shows(root)) == 1
    kept = root / f"{FILE}.before-1"
    assert kept.read_text() == text
    assert {stat.S_IMODE(path.stat().st_mode) for path in (root / FILE, kept)} == {0o600}

    code, told = doctor(root, "--fix")
    assert code == 0 and "added" not in told and "Add at" not in told
    assert (root / FILE).read_text() == now
    assert sorted(path.name for path in root.iterdir()) == [FILE, kept.name]


def test_what_keeps_the_engine_out_and_the_rubric_are_mended_at_once(tmp_path):
    root = folder(tmp_path, "c = get_config()\n")
    code, told = doctor(root, "--fix")
    assert code == 0 and told.count("added to") == 5
    assert len(shows(root)) == 1 and (root / f"{FILE}.before-1").exists()
    assert not (root / f"{FILE}.before-2").exists()


def test_a_new_folder_has_it(tmp_path):
    made = make_folder(tmp_path / "new")
    assert "Add at" not in doctor(made, "--fix")[1] and len(shows(made)) == 1
    empty = tmp_path / "empty"
    empty.mkdir()
    assert doctor(empty, "--fix")[0] == 0
    assert (empty / FILE).read_text().count(OURS) == 1


CLEAR = "nbconvert.preprocessors.TagRemovePreprocessor"
MINE = (
    "from nbconvert.preprocessors import Preprocessor\n"
    "class Mine(Preprocessor):\n    def preprocess(self, nb, resources): return nb, resources\n"
)


@pytest.mark.parametrize(
    ("own", "names"),
    [
        (f'c.HTMLExporter.preprocessors = ["{CLEAR}"]\n', CLEAR),
        (f'c.HTMLExporter.preprocessors = ("{CLEAR}",)\n', CLEAR),
        (f'c.HTMLExporter.preprocessors.append("{CLEAR}")\n', CLEAR),
        (f"{MINE}c.HTMLExporter.preprocessors = [Mine]\n", "Mine"),
        (f'c.Exporter.preprocessors = ["{CLEAR}"]\n', CLEAR),
        ("c.HTMLExporter.preprocessors = []\n", "it is empty"),
    ],
    ids=["a list", "a tuple", "appended", "a class", "of every exporter", "none"],
)
def test_a_list_of_ones_own_is_kept_and_the_line_to_add_is_one_that_works(own, names, tmp_path):
    text = OLDER + own
    root = folder(tmp_path, text)
    with importable(root):
        before = HTMLExporter(config=settings(root))._preprocessors
    code, told = doctor(root, "--fix")
    assert code == 0 and "which is kept" in told and names in told and "--fix" not in told
    assert (root / FILE).read_text() == text
    assert [path.name for path in root.iterdir()] == [FILE]

    line = told.partition(f"Add at the end of {FILE}: ")[2].partition(" ✓")[0]
    (root / FILE).write_text(f"{text}{line}\n")
    assert len(shows(root)) == 1
    with importable(root):
        after = HTMLExporter(config=settings(root))._preprocessors
    assert {type(one).__name__ for one in before} < {type(one).__name__ for one in after}
    assert "Add at" not in doctor(root, "--fix")[1]


def test_a_list_beside_the_file_is_kept_too(tmp_path):
    root = folder(tmp_path, OLDER)
    more = {"HTMLExporter": {"preprocessors": [CLEAR]}}
    (root / "nbgrader_config.json").write_text(json.dumps(more))
    code, told = doctor(root, "--fix")
    assert code == 0 and CLEAR in told and (root / FILE).read_text() == OLDER


@pytest.mark.parametrize(
    "own",
    [f'c.HTMLExporter.preprocessors = ["{CLEAR}", {OURS}]\n',
     f"c.HTMLExporter.preprocessors.append({OURS})\n",
     "from autograder.nbgrader_plugin import ShowRubric\n"
     "class Mine(ShowRubric): pass\nc.HTMLExporter.preprocessors = [Mine]\n"],
)  # fmt: skip
def test_a_list_of_ones_own_that_has_it_is_as_it_should_be(own, tmp_path):
    root = folder(tmp_path, OLDER + own)
    code, told = doctor(root, "--fix")
    assert code == 0 and "Add at" not in told and (root / FILE).read_text() == OLDER + own


@pytest.mark.parametrize(
    "text",
    ["c = (", "1/0", "import sys; sys.exit('no')", OLDER.replace("c = get_config()", "c = cfg()")],
)
def test_settings_that_cannot_be_read_stay_as_they_are(text, tmp_path):
    root = folder(tmp_path, text)
    code, told = doctor(root, "--fix")
    assert code != 0 and f"{root / FILE} cannot be read" in told
    assert (root / FILE).read_text() == text
    assert [path.name for path in root.iterdir()] == [FILE]


@pytest.mark.parametrize("own", ["3", "['no.such.Thing']", "None"])
def test_what_is_no_list_is_told_and_left_alone(own, tmp_path):
    text = f"{OLDER}c.HTMLExporter.preprocessors = {own}\n"
    root = folder(tmp_path, text)
    code, told = doctor(root, "--fix")
    assert code == 0 and "which is kept" in told and (root / FILE).read_text() == text
