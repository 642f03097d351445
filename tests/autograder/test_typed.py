"""Commands in messages: as they are printed, they can be typed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

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
    assert command("build") == f"{beside} -m autograder build"
    monkeypatch.chdir("/")
    assert command("build") == f"{sys.executable} -m autograder build".removeprefix("/")
    # One is told to go to another folder first.
    assert jupyter_lab().startswith(f"{HERE}/jupyter lab")


def test_another_python_of_that_name_is_not_taken_for_it(outside):
    (outside / "python").write_text("#!/bin/sh\n")
    (outside / "python").chmod(0o755)
    assert not command("build").startswith("python ")


def test_a_folder_with_spaces_is_quoted(outside, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/home/a b/.venv/bin/python")
    assert command("grade x").startswith("'/home/a b/.venv/bin/python' -m autograder")
    assert quoted(Path("Meine Übungen")) == "'Meine Übungen'"
