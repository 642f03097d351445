"""The hosts, laid out as their documentation says, each in a fresh folder of this machine.

Root puts the folder where the host has it (/autograder, /grade), in a view of the machine that
nobody else has. For others the scripts run where they lie.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograder.bundle.layout import BundleRequest, HostName
from autograder.bundle.make import make_bundle
from tests.shared import once

CHAPTER = "04_logistic_regression"
IMAGE, GRADER = "me/workbook-grader:1", "my-org/grader"
_NEEDS = {"prairielearn": {"image": IMAGE}, "github-classroom": {"grader": GRADER}}
LIKE_DOCKER = Path(__file__).with_name("like_docker.py")

only_root = pytest.mark.skipif(os.getuid() != 0, reason="a container's root")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a host got: the exit code, what was printed, and what it calls the results."""

    code: int
    printed: str
    results: dict[str, Any] | None
    more: dict[str, str] = field(default_factory=dict)


def bundle_for(
    factory: pytest.TempPathFactory, host: HostName, protection: str = "sandbox"
) -> Path:
    """The bundle, made once in a run of the tests."""

    def make(folder: Path) -> None:
        request = BundleRequest(host, CHAPTER, folder / "b.zip", protection, **_NEEDS.get(host, {}))
        make_bundle(request)

    return once(factory, f"bundle-{host}-{protection}", make) / "b.zip"


def unpacked(bundle: Path, folder: Path) -> None:
    """As ``unzip`` does, with what is executable."""
    with zipfile.ZipFile(bundle) as zipped:
        for info in zipped.infolist():
            path = Path(zipped.extract(info, folder))
            path.chmod(stat.S_IMODE(info.external_attr >> 16))


def secret_of(bundle: Path) -> str:
    """The seed that the bundle holds."""
    with zipfile.ZipFile(bundle) as zipped:
        (name,) = (name for name in zipped.namelist() if name.endswith("/.secret-seed"))
        return zipped.read(name).decode()


def _started(
    root: Path, at: str, words: Sequence[str], *, docker: bool, env: Mapping[str, str]
) -> tuple[int, str]:
    """Run a command in the folder; root has it at its place on the host."""
    command = [*words]
    if docker:
        command = [sys.executable, str(LIKE_DOCKER), *command]
    if os.getuid() == 0:
        command = [*_view(root, at), *command]
    else:
        command = [word.replace(at, str(root)) for word in command]
    whole = {"PATH": os.environ["PATH"], "WORKBOOK_PYTHON": sys.executable, **env}
    done = subprocess.run(
        command, cwd=root, env=whole, timeout=600, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.returncode, done.stdout


def _view(root: Path, at: str) -> list[str]:
    """A view of this machine in which the folder lies where the host has it."""
    words = ["bwrap", "--cap-add", "ALL", "--tmpfs", "/"]
    for entry in sorted(Path("/").iterdir()):
        if entry.is_symlink():
            words += ["--symlink", os.readlink(entry), str(entry)]
        elif str(entry) != at:
            words += ["--dev-bind", str(entry), str(entry)]
    return [*words, "--dev-bind", str(root), at, "--chdir", at, "--"]


def on_gradescope(
    bundle: Path, root: Path, files: Mapping[str, bytes], *, docker: bool = False
) -> Answered:
    """By the specification: /autograder/{source,submission,results}, run_autograder copied out."""
    for name in ("source", "submission", "results"):
        (root / name).mkdir()
    root.chmod(0o755)
    unpacked(bundle, root / "source")
    shutil.copy(root / "source" / "run_autograder", root)  # it keeps its mode
    assert (root / "source" / "setup.sh").is_file()
    _put(root / "submission", files)
    metadata = {"id": 1, "users": [{"email": "s@example.com", "id": 2, "name": "S"}]}
    (root / "submission_metadata.json").write_text(json.dumps(metadata))
    code, printed = _started(
        root, "/autograder", ["/autograder/run_autograder"], docker=docker, env={}
    )
    return Answered(code, printed, _json(root / "results" / "results.json"))


def on_prairielearn(
    bundle: Path, root: Path, files: Mapping[str, bytes], *, docker: bool = False
) -> Answered:
    """By "External grading": /grade/{tests,student,data}, and no results folder."""
    course = root.parent / f"{root.name}-course"
    unpacked(bundle, course)
    (question,) = (course / "questions").iterdir()
    info = json.loads((question / "info.json").read_text())
    root.chmod(0o755)
    shutil.copytree(question / "tests", root / "tests")
    _put(root / "student", files)
    (root / "data").mkdir()
    (root / "data" / "data.json").write_text('{"params": {}, "submitted_answers": {}}')
    entrypoint = info["externalGradingOptions"]["entrypoint"]
    (root / entrypoint.removeprefix("/grade/")).chmod(0o755)  # the grading process does it
    code, printed = _started(root, "/grade", [entrypoint], docker=docker, env={})
    return Answered(code, printed, _json(root / "results" / "results.json"))


def on_github(
    bundle: Path, root: Path, files: Mapping[str, bytes], *, docker: bool = False
) -> Answered:
    """The workspace after both checkouts; then the workflow's own grading step, by its text."""
    made = root.parent / f"{root.name}-bundle"
    unpacked(bundle, made)
    root.chmod(0o755)
    shutil.copytree(made / "grader", root / "grader")
    shutil.copytree(made / "template", root / "submission")
    _put(root / "submission", files)
    step = grading_step(root / "submission")
    shim = root / "bin"
    shim.mkdir()
    # The runner's user may do everything by sudo; its variables are given along by name.
    (shim / "sudo").write_text(
        '#!/bin/bash\nwhile [[ "$1" == --* ]]; do shift; done\nexec env "$@"\n'
    )
    (shim / "sudo").chmod(0o755)
    for name in ("output", "summary"):
        (root / name).touch()
    at = "/runner-work"
    work = at if os.getuid() == 0 else str(root)
    env = {
        "PATH": f"{work}/bin:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "GITHUB_OUTPUT": f"{work}/output",
        "GITHUB_STEP_SUMMARY": f"{work}/summary",
    }
    code, printed = _started(root, at, ["bash", "-e", "-c", step["run"]], docker=docker, env=env)
    said = (root / "output").read_text()
    results = None
    if said:
        assert said.startswith("result=") and said.count("\n") == 1
        results = json.loads(base64.b64decode(said.removeprefix("result=")))
    return Answered(code, printed, results, {"summary": (root / "summary").read_text()})


def grading_step(repository: Path) -> dict[str, Any]:
    """The step of the workflow that grades."""
    text = (repository / ".github" / "workflows" / "classroom.yml").read_text()
    steps = yaml.safe_load(text)["jobs"]["run-autograding-tests"]["steps"]
    return next(step for step in steps if step.get("id") == "workbook")


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _json(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


ON_HOST = {
    "gradescope": on_gradescope,
    "prairielearn": on_prairielearn,
    "github-classroom": on_github,
}
