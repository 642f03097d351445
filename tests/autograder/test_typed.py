"""Commands in messages: as they are printed, they can be typed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.files.paths import ROOT
from autograder.typed import command, jupyter_lab, quoted

HERE = Path(sys.executable).parent


@pytest.fixture
def outside(monkeypatch, tmp_path):
    """A shell that has not entered the environment."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_in_the_environment_the_short_form_is_enough(monkeypatch):
    monkeypatch.setenv("PATH", f"{HERE}{os.pathsep}/usr/bin")
    assert command("build") == "python -m autograder build"
    assert jupyter_lab().startswith("jupyter lab")


def test_outside_of_it_the_path_stands_there(outside, monkeypatch):
    monkeypatch.chdir(HERE.parent)
    beside = Path(sys.executable).relative_to(HERE.parent)
    assert command("build") == f"{quoted(beside)} -m autograder build"
    monkeypatch.chdir("/")
    from_here = str(sys.executable).removeprefix("/")
    assert command("build") == f"{quoted(from_here)} -m autograder build"
    # One is told to go to another folder first.
    assert jupyter_lab().startswith(f"{quoted(HERE / 'jupyter')} lab")


def test_another_python_of_that_name_is_not_taken_for_it(outside):
    (outside / "python").write_text("#!/bin/sh\n")
    (outside / "python").chmod(0o755)
    assert not command("build").startswith("python ")


@pytest.mark.parametrize("made", [True, False], ids=["made", "not made"])
def test_another_python_is_told_what_to_type_in_a_folder_with_spaces(tmp_path, made):
    """`python3 -m autograder` right after `make demo`, as everybody types it."""
    clone = tmp_path / "Meine Übungen"
    clone.mkdir()
    for name in ("autograder", "course_utils"):
        (clone / name).symlink_to(ROOT / name)
    # The package is found where one stands; what it needs is not.
    command = [sys.executable, "-S", "-m", "autograder", "doctor"]
    shutil.copytree(ROOT / "autograder", clone / "a", ignore=shutil.ignore_patterns("catalogue"))
    (clone / "autograder").unlink()
    (clone / "a").rename(clone / "autograder")
    if made:
        (clone / ".venv" / "bin").mkdir(parents=True)
        (clone / ".venv" / "bin" / "activate").write_text("echo entered\n")
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode == 3 and len(done.stderr.splitlines()) == 1
    assert "is not installed for" in done.stderr
    line = done.stderr.strip().split("environment: ", 1)[1]
    if not made:
        assert line == f"python3 '{clone}/autograder/set_up.py'"
        return
    typed = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert typed.stdout == "entered\n"


def test_the_examples_of_the_help_can_be_typed():
    program = Path(sys.executable)
    done = subprocess.run(
        [program, "-m", "autograder", "demo", "--help"], cwd="/", capture_output=True, text=True,
        env={**os.environ, "PATH": "/usr/bin:/bin", "COLUMNS": "400", "PYTHONPATH": str(ROOT)},
        check=True,
    )  # fmt: skip
    (example,) = [line for line in done.stdout.splitlines() if "demo my-class" in line]
    from_here = str(program).removeprefix("/")
    assert example.strip(" │").startswith(f"{quoted(from_here)} -m autograder demo my-class")


def test_a_folder_with_spaces_is_quoted(outside, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/home/a b/.venv/bin/python")
    assert command("grade x").startswith("'/home/a b/.venv/bin/python' -m autograder")
    assert quoted(Path("Meine Übungen")) == "'Meine Übungen'"
