"""A student's hour in a kernel that looks like Colab's or VS Code's: ``tests/front_ends.py``."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder.files.paths import NOTEBOOKS, ROOT


@pytest.mark.parametrize("front_end", ["colab", "vscode"])
def test_what_a_student_types_works_in_another_front_end(front_end, tmp_path):
    script = ROOT / "tests" / "front_ends.py"
    done = subprocess.run(
        [sys.executable, "-P", script, front_end, NOTEBOOKS],
        capture_output=True, text=True, cwd=tmp_path, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"the package works in {front_end}" in done.stdout
