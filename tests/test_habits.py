"""What stands around the code: hooks, the workflow, forms, links, make's own list."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from autograder.files.paths import ROOT, project

FORGE = ROOT / ".github"
WORKFLOW = FORGE / "workflows" / "tests.yml"
FORMS = sorted(
    set((FORGE / "ISSUE_TEMPLATE").glob("*.yml")) - {FORGE / "ISSUE_TEMPLATE/config.yml"}
)
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *FORGE.rglob("*.md")]
# As the forge has it: a page of the repository itself, and none of its files.
OF_THE_FORGE = ("../security/",)


def jobs() -> dict:
    """The workflow's jobs."""
    return yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]


def steps() -> list[dict]:
    return [step for job in jobs().values() for step in job["steps"]]


def make(*words: str) -> str:
    """What make says, without the words of a `make` that runs these tests."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", "--no-print-directory", *words], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# ------------------------------------------------------------------ make


def targets() -> set[str]:
    """What can be made by name."""
    (line,) = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return set(line.split()) - {"again"}  # which only makes others stale


def test_make_help_lists_every_target():
    listed = set(re.findall(r"^  make ([a-z -]+?)  ", make("help"), re.MULTILINE))
    assert {word for words in listed for word in words.split()} == targets()


# ------------------------------------------------------------------ the workflow


def test_the_wheel_is_tried_on_every_python_that_the_project_promises():
    matrix = jobs()["student"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    first = re.fullmatch(r">=3\.(\d+)", project()["project"]["requires-python"])
    assert first
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    last = re.search(r"They need Python 3\.(\d+) to 3\.(\d+)", readme)
    assert last and last[1] == first[1]
    promised = [f"3.{minor}" for minor in range(int(last[1]), int(last[2]) + 1)]
    assert matrix["python"] == promised
    # The full suite runs on the oldest one, whose pins have to hold.
    others = {step["with"]["python-version"] for step in steps() if "setup-python" in
              step.get("uses", "")} - {"${{ matrix.python }}"}  # fmt: skip
    assert others == {promised[0]}


def test_the_workflow_calls_what_there_is():
    lines = [line for step in steps() for line in str(step.get("run", "")).splitlines()]
    made = {word for line in lines for word in re.findall(r"\bmake ([a-z-]+)", line)}
    assert {"quick", "test", "demo"} <= made <= targets()
    for name in re.findall(r"\S+\.py\b", "\n".join(lines)):
        assert (ROOT / name).is_file(), name


def test_every_step_does_one_thing_and_every_job_ends():
    for name, job in jobs().items():
        assert job["timeout-minutes"] <= 60, name
        assert set(job.get("needs", "").split()) <= set(jobs())
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step), step
            if "uses" in step:
                assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])


# ------------------------------------------------------------------ hooks


@pytest.mark.tested
def test_the_hooks_before_a_commit_pass_on_the_whole_tree(tmp_path):
    if subprocess.run(["git", "rev-parse"], cwd=ROOT, capture_output=True).returncode:
        pytest.skip("no clone: the hooks look at what git knows")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--show-diff-on-failure"],
        cwd=ROOT, capture_output=True, text=True,
        # What another test runs is left out.
        env={**os.environ, "SKIP": "ruff,ruff-format,mypy", "PRE_COMMIT_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_hooks_are_local_and_need_no_network():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    for hook in config["repos"][0]["hooks"]:
        assert hook["language"] == "system", hook["id"]
        assert hook["entry"].startswith(".venv/bin/"), hook["id"]


# ------------------------------------------------------------------ forms and owners


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_one_that_the_forge_shows(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(form) == {"name", "description", "labels", "body"}
    ids = [field["id"] for field in form["body"] if field["type"] != "markdown"]
    assert len(set(ids)) == len(ids) > 0
    for field in form["body"]:
        kind, words = field["type"], field["attributes"]
        assert kind in ("markdown", "input", "textarea", "dropdown", "checkboxes")
        assert words["value" if kind == "markdown" else "label"]
        if kind in ("dropdown", "checkboxes"):
            assert words["options"]


@pytest.mark.parametrize("name", ["check", "grading", "mistake"])
def test_whoever_reports_a_verdict_is_asked_what_is_needed_to_repeat_it(name):
    form = yaml.safe_load((FORGE / "ISSUE_TEMPLATE" / f"{name}.yml").read_text(encoding="utf-8"))
    needed = {field.get("id"): field for field in form["body"]}
    for wanted in ("exercise", "answer", "said", "expected"):
        assert needed[wanted]["validations"]["required"] is True


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_no_form_asks_who_it_is_about(path):
    text = " ".join(path.read_text(encoding="utf-8").split())
    assert re.search(r"[Nn]o names|[Nn]ever a student's name|No student's name", text)
    assert "student's name" not in re.sub(r"(Never|No) a? ?student's name", "", text)


def test_every_line_of_code_owners_names_a_place_that_is_there():
    lines = (FORGE / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    assert rules[0][0] == "*"
    for place, *owners in rules:
        assert owners and all(re.fullmatch(r"@OWNER/[a-z]+", owner) for owner in owners)
        assert place == "*" or (ROOT / place.lstrip("/")).exists(), place


# ------------------------------------------------------------------ pages


def anchors(page: Path) -> set[str]:
    """The headings of a page, as links to them are written."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith(("http://", "https://", "mailto:", *OF_THE_FORGE)):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_changelog_has_a_place_for_what_comes_and_dates_for_what_was():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert entries[0] == "[Unreleased]"
    for entry in entries[1:]:
        assert re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", entry), entry
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    version = project()["project"]["version"]
    assert f"[{version}]" in text or f"Version {version} is not released yet" in text
