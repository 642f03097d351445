"""A wrong word is told before anything is begun: no torch, no nbgrader, no other process."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from autograder.cli import bundle, marks, release
from autograder.cli.app import app
from autograder.cli.options import an_exercise, offers
from autograder.files.paths import ROOT
from tests.autograder.collect.lms_class import notebook

# What happens, in its order: what is imported and started, and when something is said.
_WATCHED = """
import json, sys
seen = []
def hook(event, arguments):
    if event == "import" and arguments[0] in ("torch", "nbgrader"):
        seen.append(arguments[0])
    elif event in ("subprocess.Popen", "os.fork", "os.posix_spawn"):
        seen.append("process")
sys.addaudithook(hook)
class Told:
    def write(self, text):
        if "said" not in seen:
            seen.append("said")
        return sys.__stderr__.write(text)
    def flush(self):
        pass
    isatty = lambda self: False
sys.stderr = Told()
sys.argv = ["autograder", *json.loads(sys.argv[1])]
from autograder.cli.app import main
try:
    main()
    code = 0
except SystemExit as end:
    code = end.code or 0
print(json.dumps([code, list(dict.fromkeys(seen))]), file=sys.__stdout__)
"""


def watched(*words, cwd):
    """The exit code and what happened, in its order."""
    line = [sys.executable, "-c", _WATCHED, json.dumps([str(word) for word in words])]
    done = subprocess.run(line, cwd=cwd, capture_output=True, text=True, timeout=300,
                          env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)})  # fmt: skip
    code, seen = json.loads(done.stdout.splitlines()[-1])
    return code, seen, done.stderr


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ada.ipynb").write_bytes(notebook("ada"))
    (tmp_path / "roster.csv").write_text("id;nom\n1;Ada\n")
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("grade", "nosuch.zip"), 2, "nosuch.zip does not exist"),
        (("grade", "in", "--chapter", "44"), 2, "no chapter '44'"),
        (("grade", "in", "--chapter", "05_optimiser_loop"), 2, "Did you mean: 05_optimizer_loop"),
        (("grade", "in", "--roster", "no.csv"), 2, "no.csv does not exist"),
        (("grade", "in", "--roster", "roster.csv"), 3, "columns id and name"),
        (("grade", "in", "--due", "32.3."), 2, "is not a date"),
        (("grade", "in", "--layout", "canvs"), 2, "Did you mean canvas?"),
        (("grade", "in", "--course", "roster.csv"), 2, "the course folder is meant"),
        (("marks", "--lms", "blackboard", "-o", "m.csv"), 2, "canvas, moodle, nbgrader"),
        (("marks", "--lms", "canvas", "-o", "m.csv", "--template", "t.csv"), 2, "does not exist"),
        (("marks", "nowhere", "--lms", "canvas", "-o", "m.csv"), 2, "nowhere does not exist"),
        (("marks", "--lms", "canvas", "-o", "no/m.csv"), 2, "there is no folder no"),
        (("try", "bce", "--catalogue", "--html", "no/c.html"), 2, "there is no folder no"),
        (("audit", "bce", "--html", "in"), 2, "in is a folder"),
        (("report", "--chapter", "44"), 2, "no chapter '44'"),
        (("feedback", "--chapter", "44"), 2, "no chapter '44'"),
        (("diff", "--chapter", "44"), 2, "no chapter '44'"),
        (("judge", "lr-bakward", "x.py"), 2, "Did you mean lr-backward"),
        (("judge", "bce", "x.py"), 2, "x.py does not exist"),
        (("judge", "bce", "in/ada.ipynb", "in/ada.ipyn"), 2, "Did you mean in/ada.ipynb?"),
        (("judge", "bce", "in", "gone.py"), 2, "gone.py is a link to something that does not"),
        (("todo", "--course", "inn"), 2, "there is no folder inn. Did you mean in?"),
        (("judge", "bce", "in"), 2, "in is a folder without a Python file"),
        (("try", "bce", "x.py"), 2, "x.py does not exist"),
        (("bundle", "gradescop", "--chapter", "4"), 2, "Did you mean gradescope?"),
        (("bundle", "gradescope", "--chapter", "44"), 2, "no chapter '44'"),
        (("demo", "--chapter", "44"), 2, "no chapter '44'"),
        (("new-exercise", "x", "--chapter", "44"), 2, "no chapter '44'"),
        (("new-chapter", "99_x"), 3, "the number 99 leaves a gap"),
        (("new-chapter", "01_tensors"), 3, "there is a chapter 01_tensors already"),
        (("release", "out", "--mode", "slf"), 2, "There are: graded, self-study"),
        (("doctor", "--course", "nowhere"), 2, "nowhere does not exist"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_wrong_word_is_told_before_anything_is_begun(words, code, part, folder):
    before = sorted(folder.rglob("*"))
    ended, seen, told = watched(*words, cwd=folder)
    assert ended == code and part in told and "Traceback" not in told
    assert seen == ["said"]
    assert sorted(folder.rglob("*")) == before, "nothing was written"


@pytest.mark.sandbox
def test_what_is_right_begins_at_once_so_the_order_above_says_something(folder):
    code, seen, told = watched("grade", "in", "-q", cwd=folder)
    assert "process" in seen and "nbgrader" in seen, told
    assert code == 0 or "said" in seen


def test_what_tab_offers_is_what_there_is():
    from autograder.bundle.hosts import HOSTS
    from autograder.bundle.make import PROTECTIONS
    from autograder.marks.write import LMS
    from autograder.release.tree import check_mode

    for words, there in (
        (marks._lms, LMS),
        (bundle._hosts, HOSTS),
        (bundle._protections, PROTECTIONS),
    ):
        assert sorted(offers(words)("")) == sorted(there)
    for mode in release._modes():
        check_mode(mode)


def test_where_the_course_stood_before_there_was_an_option_it_is_still_taken(tmp_path):
    for words in ([str(tmp_path)], ["--course", str(tmp_path)]):
        line = ["marks", *words, "--lms", "canvas", "-o", str(tmp_path / "m.csv")]
        done = CliRunner().invoke(app, line)
        assert str(tmp_path) in str(done.exception) and "grade" in str(done.exception)


def test_an_exercise_that_was_never_built_is_one(tmp_path, monkeypatch):
    folder = tmp_path / "autograder" / "catalogue" / "tensors"
    folder.mkdir(parents=True)
    (folder / "leaky_relu.mistakes").touch()
    monkeypatch.setattr("autograder.files.paths.ROOT", tmp_path)
    assert an_exercise("leaky-relu") == "leaky-relu"
    with pytest.raises(typer.BadParameter, match="leaky-rely"):
        an_exercise("leaky-rely")
