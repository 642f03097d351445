"""CONTRIBUTING.md, followed to the letter in a copy of the repository."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from autograder.files.paths import ROOT

_BLOCK = re.compile(
    r"<!-- (?P<kind>run|file|edit|cells)(?:: (?P<path>\S+))? -->\n```\w*\n(?P<text>.*?)```\n",
    re.DOTALL,
)
_PARTS = ("autograder", "course_utils", "solutions", "notebooks", "pyproject.toml", "README.md")


def copy_repository(folder: Path) -> Path:
    """What the commands need of the repository, in a folder of its own."""
    for name in _PARTS:
        if (ROOT / name).is_dir():
            ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(ROOT / name, folder / name, ignore=ignore)
        else:
            shutil.copyfile(ROOT / name, folder / name)
    return folder


def run(copy: Path, *words: str, seconds: int = 3600) -> subprocess.CompletedProcess:
    """``python -m autograder`` of the copy, typed in the copy."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", *words], cwd=copy, capture_output=True, text=True,
        timeout=seconds,
        env={**os.environ, "PYTHONPATH": str(copy), "NO_COLOR": "1", "COLUMNS": "100"},
    )  # fmt: skip


def follow(copy: Path) -> list[subprocess.CompletedProcess]:
    """Every marked block in order; what the commands in them said."""
    said = []
    for block in _BLOCK.finditer((ROOT / "CONTRIBUTING.md").read_text("utf-8")):
        kind, text = block["kind"], block["text"]
        if kind == "run":
            for line in text.strip().splitlines():
                words = shlex.split(line)
                assert words[:3] == ["python", "-m", "autograder"], line
                said.append(run(copy, *words[3:]))
            continue
        path = copy / block["path"]
        before = path.read_text("utf-8")
        path.write_text(_written(kind, before, text), encoding="utf-8")
    return said


def _written(kind: str, before: str, text: str) -> str:
    if kind == "file":
        return text
    if kind == "edit":
        old, new = (
            "".join(line[1:] + "\n" for line in text.splitlines() if line.startswith(sign))
            for sign in "-+"
        )
        assert before.count(old) == 1, old
        return before.replace(old, new)
    for cell in re.split(r"^(?=# %% )", text, flags=re.MULTILINE)[1:]:
        header = cell.splitlines()[0]
        start = before.index(header)
        end = before.index("\n# %% ", start + 1) + 1
        gap = "\n\n" if "exercise=" in header else "\n"
        before = before[:start] + cell.rstrip("\n") + "\n" + gap + before[end:]
    return before
