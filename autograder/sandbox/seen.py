"""What a sandbox sees, put together from nothing.

The system's libraries, the interpreter, its site-packages, course_utils, the worker's own
code: all of it read-only. Besides, /tmp and /dev/shm, which are new for every submission.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

import course_utils

COURSE = "/course"
SCRATCH = "/tmp"  # where a submission may write, besides /dev/shm
INSIDE = Path(__file__).parent / "inside"
PROJECT = Path(__file__).parents[2]
_PREFIX_PARTS = ("bin", "lib", "lib64", "share", "pyvenv.cfg")
_SYSTEM = ("/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")


def site_folders() -> list[str]:
    """The folders that packages are imported from, the project's own excepted."""
    named = [sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")]
    named += [
        path
        for path in sys.path
        if Path(path).name in ("site-packages", "dist-packages", "lib-dynload")
    ]
    return list(dict.fromkeys(path for path in named if path and os.path.isdir(path)))


def roots() -> list[str]:
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
        shown = [root for root in ["/usr", *kept] if is_below(path, root)]
        # Below the project's cover only what is bound there is seen.
        if is_below(path, str(PROJECT)):
            shown = [root for root in shown if is_below(root, str(PROJECT))]
        if os.path.exists(path) and not shown:
            kept.append(path)
    return kept


def is_below(path: str, folder: str) -> bool:
    """Whether the path is the folder or lies in it."""
    return path == folder or path.startswith(f"{folder}/")


def course_folders() -> dict[str, str]:
    """The folders of this project that are seen, and where."""
    package = str(Path(course_utils.__file__ or "").parent)
    return {package: f"{COURSE}/course_utils", str(INSIDE): f"{COURSE}/inside"}


def mounts(staged: dict[str, str]) -> dict[str, list[str]]:
    """bubblewrap's arguments that put what is seen where it is seen, by path.

    The folders to write to are the worker's own, for warming up; a submission has others.

    Args:
        staged: where a path can be read from instead.
    """
    steps = {"/usr": ["--ro-bind", "/usr", "/usr"]}
    for path in _SYSTEM:
        if os.path.islink(path):
            steps[path] = ["--symlink", os.readlink(path).lstrip("/"), path]
        elif os.path.isdir(path):
            steps[path] = ["--ro-bind", path, path]
    for path in _SYSTEM_FILES:
        steps[path] = ["--ro-bind-try", path, path]
    for path in covers():
        steps[path] = ["--tmpfs", path]
    for path in roots():
        steps[path] = ["--ro-bind", staged.get(path, path), path]
    for path, place in course_folders().items():
        steps[place] = ["--ro-bind", staged.get(path, path), place]
    steps |= {"/proc": ["--proc", "/proc"], "/dev": ["--dev", "/dev"]}
    steps |= {place: ["--tmpfs", place] for place in ("/dev/shm", SCRATCH)}
    return steps


def covers() -> list[str]:
    """Folders that are empty but for the interpreter and packages that lie in them.

    The project, where it lies inside something that is seen; and what lies in a folder that
    submissions write to, by its first part: a mounted, read-only folder cannot be renamed.
    """
    shown = roots()
    covered = tops()
    if any(is_below(str(PROJECT), root) for root in ["/usr", *shown]):
        covered.add(str(PROJECT))
    return sorted(covered - set(shown))


def tops() -> set[str]:
    """What is seen in the folders that submissions write to, by its first part."""
    return {
        os.path.join(place, path.removeprefix(f"{place}/").split("/")[0])
        for place in (SCRATCH, "/dev/shm")
        for path in roots()
        if path.startswith(f"{place}/")
    }
