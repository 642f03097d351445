"""The public tree: notebooks, the package as a wheel, what students read, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.build.outline import colab_address, outline
from autograder.build.released import MODES, course_text
from autograder.build.ways import WAYS_FILE
from autograder.catalogue.chapters import CHAPTERS, NOTEBOOK_NAMES
from autograder.errors import Refused
from autograder.files.copies import copy_file, copy_tree
from autograder.files.paths import COURSE_UTILS, NOTEBOOKS, ROOT, project, version
from autograder.set_up import CPU_INDEX
from course_utils.core.exercise import EXERCISES_FILE, HINTS, START, WARM_UP_FILE
from course_utils.notebook.settings import SELF_STUDY

LICENCES = {
    "LICENSE": "LICENSE",
    "LICENSE-TEXT": "LICENSE-TEXT",
    "course_utils/data/digits/README.md": "LICENSE-DIGITS.md",
}
BOOK = "book"
PUBLISH = ".github/workflows/book.yml"
_JUNK = ("__pycache__", "*.pyc", ".ipynb_checkpoints", ".*", "*.egg-info")
_BUILD_SECONDS = 1800  # wall seconds; only what hangs meets them


def write_tree(
    folder: Path,
    release: str,
    mode: str,
    *,
    hints: int = HINTS,
    own_seeds: str = "",
    book: bool = False,
) -> None:
    """Write the public tree into an empty folder.

    Args:
        folder: an empty or new one.
        release: its name.
        mode: ``graded`` or ``self-study``.
        hints: how many of an exercise's hints the tree holds.
        own_seeds: what each student's own seeds follow from; empty where all have the same.
        book: the tree gets one; here what speaks of it and puts it onto the forge's pages.

    Raises:
        Refused: the wheel cannot be built.
    """
    _check_versions()
    notebooks = folder / "notebooks"
    notebooks.mkdir(parents=True)
    for name in NOTEBOOK_NAMES:
        text = (NOTEBOOKS / f"{name}.ipynb").read_text("utf-8")
        (notebooks / f"{name}.ipynb").write_text(_stamped(text, release), encoding="utf-8")
    for source, name in LICENCES.items():
        copy_file(ROOT / source, folder / name)
    readme = _fill(
        "README.md.j2", release=release, mode=mode, hints=hints, start=colab_address(START),
        chapters=list(map(_row, CHAPTERS)),
        book=f"{BOOK}/index.html" if book else "",
    )  # fmt: skip
    if book:
        (folder / PUBLISH).parent.mkdir(parents=True)
        (folder / PUBLISH).write_text(_fill("book.yml.j2", folder=BOOK), encoding="utf-8")
    (folder / "README.md").write_text(readme, encoding="utf-8")
    wheel = build_wheel(folder, release, readme, course_text(mode, own_seeds), hints)
    (folder / "requirements.txt").write_text(_requirements(wheel.name), encoding="utf-8")
    python = project()["project"]["requires-python"]
    environment = _fill("environment.yml.j2", python=python)
    (folder / "environment.yml").write_text(environment, encoding="utf-8")


def build_wheel(folder: Path, release: str, readme: str, about: str, hints: int = HINTS) -> Path:
    """The student's package as a wheel, made from a copy that carries the release's stamp.

    hatchling, the project's own build backend, is called directly: nothing is downloaded,
    and the same files give the same bytes.

    Args:
        folder: where the wheel goes.
        release: the release's name.
        readme: what the wheel says of itself.
        about: the text of ``course.json``.
        hints: how many of an exercise's hints it holds.
    """
    work = folder / ".build"
    copy_tree(COURSE_UTILS, work / "course_utils", _JUNK)
    for name in ("LICENSE", "LICENSE-TEXT"):
        copy_file(ROOT / name, work / name)
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    (work / "pyproject.toml").write_text(_for_students(pyproject), encoding="utf-8")
    # The wheel's own description must not be the instructor's README.
    (work / "README.md").write_text(readme, encoding="utf-8")
    data = work / "course_utils" / "data"
    (data / "course.json").write_text(about, encoding="utf-8")
    for path in (data / EXERCISES_FILE.name, data / WARM_UP_FILE.name):
        path.write_text(_with_hints(path.read_text("utf-8"), hints), encoding="utf-8")
    if json.loads(about)["mode"] == SELF_STUDY:  # other ways are shown; nobody is graded
        copy_file(WAYS_FILE, data / WAYS_FILE.name)
    for path in sorted((data / "released").glob("*.json")):
        content = {**json.loads(path.read_text("utf-8")), "release": release}
        text = json.dumps(content, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder.resolve())],
        cwd=work, capture_output=True, text=True, timeout=_BUILD_SECONDS,
    )  # fmt: skip
    shutil.rmtree(work)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        last = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise Refused(
            f"the wheel could not be built ({last}); pip install -e '.[instructor]' installs "
            "hatchling."
        )
    return wheels[0]


def _with_hints(text: str, count: int) -> str:
    """``exercises.json`` or its like, with the first hints of every exercise alone."""
    if count >= HINTS:
        return text
    content = json.loads(text)
    for exercise in content if isinstance(content, list) else [content]:
        exercise["hints"] = exercise["hints"][:count]
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _for_students(pyproject: str) -> str:
    """Without what the instructor's machine needs: a wheel lists every extra that it is told."""
    return re.sub(
        r"^(?:book|instructor|cluster|lms|dev) = \[\n(?:.*\n)*?\]\n",
        "",
        pyproject,
        flags=re.MULTILINE,
    )


def check_mode(mode: str) -> None:
    """Raises: Refused: there is no such mode."""
    if mode not in MODES:
        raise Refused(f"--mode is {' or '.join(MODES)}, not {mode!r}.")


def _check_versions() -> None:
    found = re.search(r'^__version__ = "([^"]+)"', (COURSE_UTILS / "__init__.py").read_text(), re.M)
    if not found or found.group(1) != version():
        raise Refused(
            f"pyproject.toml has version {version()} and course_utils/__init__.py "
            f"{found.group(1) if found else 'none'}: make them one."
        )


def _stamped(text: str, release: str) -> str:
    """The notebook's text with the release in its metadata, and not a byte else changed."""
    content = json.loads(text)
    content["metadata"]["workbook"]["release"] = release
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _row(chapter: str) -> tuple[str, str, int]:
    """Name, title and minutes of a chapter, for the README's table."""
    told = outline(chapter)
    return chapter, told.title, told.minutes


def _requirements(wheel: str) -> str:
    """The wheel and what a student's laptop needs beside it."""
    lab = project()["project"]["optional-dependencies"]["lab"]
    why = "# PyTorch without CUDA. With a GPU take this line out: 3.7 GB to download on Linux."
    return "\n".join([why, f"--extra-index-url {CPU_INDEX}", f"./{wheel}", *lab]) + "\n"


def _fill(template: str, **names: object) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), undefined=StrictUndefined,
        autoescape=False, keep_trailing_newline=True, trim_blocks=True,
    )  # fmt: skip
    return environment.get_template(template).render(**names)
