"""The student's wheel alone, in every Python that is here and in old and new company.

For each pair an environment is made of the wheel and what Colab, or a laptop of today, has beside
it: no safetensors, no autograder. All chapters are run in it, as handed out and with the right
answers, and a student's hour in Colab's and VS Code's clothes. What a machine lacks is skipped in
words: an interpreter, or PyTorch without CUDA for it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.files.paths import NOTEBOOKS, ROOT
from autograder.set_up import CPU_INDEX

pytestmark = pytest.mark.slow

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
BASE = ("matplotlib", "numpy", "ipywidgets", "ipython", "ipykernel", "nbclient", "nbformat")
# What Colab has had since 2022 and has still: an old IPython and an old ipywidgets.
COLAB = (
    "matplotlib==3.10.0", "numpy==2.0.2", "ipywidgets==7.7.1", "ipython==7.34.0",
    "ipykernel==6.17.1", "nbclient", "nbformat", "jupyter-client<8",
)  # fmt: skip
STACKS = {"newest": BASE, "colab": COLAB}
NEWEST_OF_COLAB = (3, 12)  # IPython 7.34 is not made for a later one
SCRIPTS = ROOT / "tests"
# Where that index cannot be reached, pip is not to try for minutes.
INDEX = ("--extra-index-url", CPU_INDEX, "--retries", "0", "--timeout", "20")


def python_of(version: str) -> str | None:
    """An interpreter of this version that starts, where there is one."""
    found = [shutil.which(f"python{version}")]
    found += sorted(map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python")))
    for path in found:
        if path is None:
            continue
        done = subprocess.run([path, "-V"], capture_output=True, text=True)
        if done.returncode == 0 and done.stdout.startswith(f"Python {version}."):
            return path
    return None


def ran(*command: object, folder: Path) -> str:
    """What a command prints; it sees no package of ours but the installed."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    kept |= {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, cwd=folder, env=kept, timeout=3600
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def torch_without_cuda(python: Path, folder: Path) -> str | None:
    """The requirement that brings a build for the CPU, or None where pip would take another."""
    pinned = re.search(r"^torch==(\S+)$", (ROOT / "constraints.txt").read_text(), re.M)
    assert pinned
    wanted = f"torch=={pinned[1]}"
    report = folder / "torch.json"
    try:
        ran(
            python, "-m", "pip", "install", "-q", "--dry-run", "--no-deps", "--ignore-installed",
            "--report", report, *INDEX, wanted, folder=folder,
        )  # fmt: skip
    except AssertionError:
        return None
    (row,) = json.loads(report.read_text())["install"]
    local = "+cpu" in row["metadata"]["version"]
    return wanted if local or sys.platform != "linux" else None


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The student's wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT]
    subprocess.run([*command, "--no-build-isolation"], check=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.mark.parametrize("version", PYTHONS)
def test_without_torch_one_sentence_says_what_is_missing(version, wheel, tmp_path):
    python = python_of(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    ran(python, "-m", "venv", "alone", folder=tmp_path)
    mine = tmp_path / "alone" / "bin" / "python"
    ran(mine, "-m", "pip", "install", "-q", "--no-deps", wheel, folder=tmp_path)
    ran(mine, "-W", "error", "-m", "compileall", "-q", "-f", "alone/lib", folder=tmp_path)
    script = "try:\n    from course_utils import check\nexcept ImportError as e:\n    print(e)"
    assert "The course needs the package torch" in ran(mine, "-c", script, folder=tmp_path)


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("version", PYTHONS)
def test_all_chapters_run_with_the_wheel_and_nothing_else(version, stack, wheel, tmp_path):
    python = python_of(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    if stack == "colab" and tuple(map(int, version.split("."))) > NEWEST_OF_COLAB:
        pytest.skip(f"Colab's IPython is not made for Python {version}")
    ran(python, "-m", "venv", "alone", folder=tmp_path)
    mine = tmp_path / "alone" / "bin" / "python"
    torch = torch_without_cuda(mine, tmp_path)
    if torch is None:
        pytest.skip(f"no PyTorch without CUDA can be had for Python {version} here")
    pip = (mine, "-m", "pip", "install", "-q")
    ran(*pip, *INDEX, torch, folder=tmp_path)
    ran(*pip, *STACKS[stack], folder=tmp_path)
    ran(*pip, "--no-deps", wheel, folder=tmp_path)
    assert "safetensors" not in ran(mine, "-m", "pip", "list", folder=tmp_path)
    ran(mine, "-P", SCRIPTS / "wheel_smoke.py", folder=tmp_path)
    for front_end in ("colab", "vscode"):
        ran(mine, "-P", SCRIPTS / "front_ends.py", front_end, NOTEBOOKS, folder=tmp_path)
    for folder, right in ((NOTEBOOKS, False), (ROOT / "solutions", True)):
        printed = ran(mine, "-P", SCRIPTS / "wheel_chapters.py", folder, folder=tmp_path)
        rows = list(map(json.loads, printed.splitlines()))
        assert len(rows) >= 6
        for row in rows:
            assert row["raised"] == [] and row["stderr"] == [], row
            asked = checks_of(folder / f"{row['notebook']}.ipynb")
            assert row["passed"] == (asked if right else 0), row


def checks_of(path: Path) -> int:
    """How many checks a notebook runs."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return sum(str(cell.get("id")).startswith("check-") for cell in cells)
