"""Machines of another version."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from autograder.files.paths import ROOT


@pytest.fixture
def other_version():
    """This project as version 0.0.9, where other users may read it."""
    folder = Path(tempfile.mkdtemp(prefix="other-version-"))
    for name in ("autograder", "course_utils", "notebooks", "solutions"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    changed = text.replace('version = "', 'version = "9.', 1)
    assert changed != text
    (folder / "pyproject.toml").write_text(changed, encoding="utf-8")
    subprocess.run(["chmod", "-R", "go+rX", folder], check=True)
    yield folder
    shutil.rmtree(folder)
