"""The course folder's ``nbgrader_config.py``: read as nbgrader reads it, and what it has to say.

nbgrader runs students' code on the host unless its settings name this project's engine. So
they are asked for in every course folder, also in one whose settings were there before.
"""

from __future__ import annotations

import copy
import logging
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_dir, jupyter_config_path
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from traitlets import TraitError
from traitlets.config import Config

from autograder.build.student import nbgrader_config, stub
from autograder.course.engine_settings import NEEDED, RUBRIC_IN_FORMGRADER
from autograder.course.settings import offer_settings
from autograder.errors import Refused
from autograder.files.atomic import write_atomic
from autograder.typed import command, quoted

FILE = "nbgrader_config.py"
OWN_COURSE = "gradients"
_HEAD = '"""Settings of this course folder for nbgrader\'s own commands and formgrader."""\n\n'
_GET = "c = get_config()\n"
_OWN_GRADEBOOK = (
    "\n# This class is invented: it stays out of any other gradebook.\n"
    'c.CourseDirectory.db_url = "sqlite:///gradebook.db"\n'
)
_WHY = "# `nbgrader autograde` and formgrader's button grade as `autograder grade` does.\n"
_WHY_RUBRIC = "# Formgrader shows the rubric of an answer in words.\n"
_LAYOUT = (
    "directory_structure", "source_directory", "release_directory", "submitted_directory",
    "autograded_directory", "feedback_directory",
)  # fmt: skip


def settings(root: Path) -> Config:
    """What nbgrader's commands are told that are started in the folder.

    The folder's own ``nbgrader_config.py`` comes before Jupyter's folders for settings, as
    nbgrader has it. It is run once for each state of these files.

    Raises:
        Refused: one of them cannot be read.
    """
    root = root.resolve()
    own = jupyter_config_dir()
    others = jupyter_config_path()
    paths = [str(root), *([] if own in others else [own]), *others]
    state = tuple(_state(Path(folder) / f"nbgrader_config.{kind}")
                  for folder in paths for kind in ("py", "json"))  # fmt: skip
    if (root, state) not in _READ:
        _READ.clear()
        _READ[root, state] = _read(root, paths)
    return copy.deepcopy(_READ[root, state])


_READ: dict[tuple[Path, tuple[Any, ...]], Config] = {}


def _state(path: Path) -> tuple[Any, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return (str(path), found.st_mtime_ns, found.st_size, found.st_ino)


def _read(root: Path, paths: list[str]) -> Config:
    found = Config()
    with _started_in(root):
        for folder in reversed(paths):
            for kind in ("py", "json"):
                file = Path(folder) / f"nbgrader_config.{kind}"
                if file.exists():
                    found.merge(_load(file))
    # nbgrader still takes some settings under their older names, and puts them in place.
    app = NbGrader()
    app.log = _SILENT
    app.update_config(found)
    settings: Config = copy.deepcopy(app.config)
    return settings


_SILENT = logging.getLogger("autograder.silent")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


def _load(file: Path) -> Config:
    kind = NbGrader.python_config_loader_class if file.suffix == ".py" else (
        NbGrader.json_config_loader_class)  # fmt: skip
    try:
        loaded: Config = kind(file.name, str(file.parent)).load_config()
        return loaded
    except (Exception, SystemExit) as fault:  # it is a program, so it can fail in any way
        lines = str(fault).splitlines() or [""]
        raise Refused(f"{file} cannot be read: {type(fault).__name__}: {lines[0]}.") from None


@contextmanager
def _started_in(root: Path) -> Iterator[None]:
    """nbgrader reads its settings in the folder that it is started in, and imports from it."""
    before = Path.cwd()
    if root.is_dir():
        os.chdir(root)
    with importable(root):
        try:
            yield
        finally:
            os.chdir(before)


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    """nbgrader's commands find plugins in the folder that they are started in."""
    name = str(folder.resolve())
    sys.path.insert(0, name)
    try:
        yield
    finally:
        sys.path.remove(name)


def course_directory(root: Path) -> CourseDirectory:
    """nbgrader's own view of the folder.

    Raises:
        Refused: its settings cannot be read or used.
    """
    try:
        return CourseDirectory(config=settings(root), root=str(root.resolve()))
    except TraitError as fault:
        raise Refused(f"{root / FILE} cannot be used: {_first_line(fault)}.") from None


def other_root(root: Path) -> Path | None:
    """Another folder that nbgrader's commands would work on, by these settings.

    Raises:
        Refused: they cannot be read.
    """
    said = settings(root).CourseDirectory.get("root")
    there = Path(root, str(said)) if said else root
    return None if there.resolve() == root.resolve() else there


def other_layout(root: Path) -> list[str]:
    """Settings by which nbgrader would look for files in other places, as they stand.

    Raises:
        Refused: they cannot be read or used.
    """
    found = course_directory(root)
    return [
        f"CourseDirectory.{name} = {getattr(found, name)!r}"
        for name in _LAYOUT
        if getattr(found, name) != CourseDirectory.class_traits()[name].default()
    ]


def missing_lines(root: Path) -> list[str]:
    """The lines without which nbgrader's commands would not use this project's engine here.

    Raises:
        Refused: the settings cannot be read.
    """
    found = settings(root)
    with importable(root):
        return [line.text for line in NEEDED if not line.holds(found)]


def check_config(root: Path) -> None:
    """See that nbgrader's own commands grade in this folder as this project does.

    Raises:
        Refused: the settings cannot be read, or lack lines; they stand in the message.
    """
    if odd := other_layout(root):
        raise Refused(
            f"{root / FILE} gives folders other names ({'; '.join(odd)}): this grader needs "
            "nbgrader's own. Take these settings out, or use another course folder."
        )
    missing = missing_lines(root)
    if missing:
        block = "\n".join(f"  {part}" for line in missing for part in line.splitlines())
        fix = command(f"doctor --course {quoted(root)} --fix")
        raise Refused(
            f"{root / FILE} lacks settings: without them `nbgrader autograde` and formgrader's "
            "button run students' code on this machine with no sandbox, and `nbgrader export` "
            f"writes 0 where there is no mark. Add at its end\n\n{block}\n\n"
            f"or let `{fix}` add them; it keeps a copy of the file."
        )


def offer_config(root: Path, more: str = "") -> None:
    """Put an ``nbgrader_config.py`` into a folder that has none; with more lines at its end."""
    path = root / FILE
    if not path.exists():
        text_stub = nbgrader_config().ClearSolutions.text_stub
        write_atomic(
            path,
            f'{_HEAD}{_GET}c.CourseDirectory.course_id = "{OWN_COURSE}"\n'
            f'c.ClearSolutions.code_stub = {{"python": {stub()!r}}}\n'
            f"c.ClearSolutions.text_stub = {text_stub!r}\n\n{_WHY}"
            + "".join(f"{line.text}\n" for line in NEEDED)
            + f"{_WHY_RUBRIC}{RUBRIC_IN_FORMGRADER}\n"
            + more,
            "config",
        )


def make_folder(root: Path, *, own_gradebook: bool = False) -> Path:
    """The course folder with its settings, each file only where it is not there; its whole path.

    Args:
        root: where.
        own_gradebook: the gradebook is to lie in the folder, also where Jupyter's settings of
            this machine name another database for all courses.

    Raises:
        Refused: the path is a file, or cannot be written.
    """
    # nbgrader makes the assignment from inside of it: a relative path would mean another one.
    root = root.resolve()
    try:
        root.mkdir(parents=True, exist_ok=True)
        offer_config(root, _OWN_GRADEBOOK if own_gradebook else "")
        offer_settings(root)
    except OSError as fault:
        raise Refused(f"the course folder {root} cannot be used: {fault.strerror}.") from None
    return root


def add_lines(root: Path, *, rubric: bool = False) -> tuple[list[str], Path | None]:
    """Put what is missing at the end of the folder's settings.

    Args:
        root: the course folder.
        rubric: add the line by which formgrader shows rubrics, too.

    Returns:
        The lines, and where the file as it was is kept; nothing where nothing is missing.

    Raises:
        Refused: the settings cannot be read, or say otherwise even then; they are as before.
    """
    if not (root / FILE).exists():
        offer_config(root)
        rubric = False
    missing = missing_lines(root)
    if not missing and not rubric:
        return [], None
    path = (root / FILE).resolve()
    before, kept = path.read_bytes(), _free(root / FILE)
    # It may hold the database's password: nobody may read it who could not before.
    mode = stat.S_IMODE(path.stat().st_mode)
    write_atomic(kept, before, mode=mode)
    block = _GET + "".join(f"{line}\n" for line in missing)
    block = f"{_WHY}{block}" if missing else block
    if rubric:
        block += f"{_WHY_RUBRIC}{RUBRIC_IN_FORMGRADER}\n"
    write_atomic(path, before.rstrip() + f"\n\n{block}".encode(), mode=mode)
    try:
        left = missing_lines(root)
    except Refused:
        left = missing or [RUBRIC_IN_FORMGRADER]
    if left:
        write_atomic(path, before, mode=mode)
        kept.unlink()
        raise Refused(
            f"{path} was left as it is: with the lines at its end nbgrader's settings still lack "
            f"{left[0].splitlines()[0]!r}. Is there an nbgrader_config.json beside it?"
        )
    return [*missing, *([RUBRIC_IN_FORMGRADER] if rubric else [])], kept


def _free(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.name}.before-{number}")).exists():
        number += 1
    return kept


def _first_line(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0].rstrip(".")
