"""``autograder new-chapter``: everything that a new chapter needs, to be filled in.

One call writes the chapter's source, its package of the catalogue, its module of probes and its
file of review questions, and the lines of the two lists that name them. A first exercise is in it
from the start, as ``new-exercise`` writes one: no part of the program meets a chapter without
exercises. What an author has to write is marked TODO; ``audit`` names every such line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.authoring.chapter_name import (
    check_chapter_name,
    check_chapter_title,
    next_number,
)
from autograder.authoring.lint import CHAPTER_POINTS
from autograder.authoring.scaffold import Wanted, first_exercise, rendered
from autograder.catalogue import catalogue
from autograder.catalogue.chapters import CHAPTERS
from autograder.errors import Refused
from autograder.files import paths
from autograder.files.atomic import write_atomic
from autograder.typed import command

_LIST = "autograder/catalogue/chapters.py"
_BANK = "course_utils/review_questions/bank.py"


@dataclass(frozen=True, slots=True)
class WantedChapter:
    """What an author asks for.

    Attributes:
        name: number and name, such as ``08_attention``.
        title: its heading without the number; made from the name when empty.
        first: its first exercise; the id is made from the name when empty, the chapter is this.
    """

    name: str
    title: str = ""
    first: Wanted = field(default_factory=lambda: Wanted("", "", points=CHAPTER_POINTS))

    @property
    def module(self) -> str:
        """The name of its modules."""
        return self.name.split("_", 1)[1]

    @property
    def heading(self) -> str:
        """Its title, without the number."""
        return self.title.strip() or self.module.replace("_", " ").capitalize()

    @property
    def exercise(self) -> Wanted:
        """Its first exercise, with an id and in this chapter."""
        made = f"first-{self.module.strip('_').replace('_', '-')}"
        return replace(self.first, id=self.first.id or made, chapter=self.name)


def scaffold_chapter(wanted: WantedChapter, root: Path | None = None) -> list[Path]:
    """Write the new chapter's files; the paths that were written or extended, the source first.

    Args:
        wanted: name and title.
        root: the repository, where it is not this one.

    Raises:
        Refused: the chapter exists, its number leaves a gap or is taken, or something else does
            not fit; then nothing has been written.
    """
    root = root or paths.ROOT
    _check(wanted, root)
    new = _new_files(wanted, root)
    package = root / "autograder" / "catalogue" / wanted.module
    for path in (*new, package, package.with_suffix(".py")):
        if path.exists():
            raise Refused(
                f"{path.relative_to(root)} is there already, but {_LIST} has no {wanted.name}: "
                "take it away, or choose another name."
            )
    # The list of chapters is the last: until it names the chapter, the course is as it was.
    old = {root / _BANK: _asked(root, wanted), root / _LIST: _listed(root, wanted)}
    before = {path: path.read_bytes() for path in old}
    try:
        for path, text in {**new, **old}.items():
            path.parent.mkdir(exist_ok=True)
            write_atomic(path, text)
    except BaseException as fault:
        for path in new:
            path.unlink(missing_ok=True)
        if package.exists():
            package.rmdir()
        for path, content in before.items():
            if path.read_bytes() != content:
                write_atomic(path, content)
        if not isinstance(fault, OSError):
            raise
        raise Refused(
            f"{fault.filename or path} cannot be written ({fault.strerror}): nothing is left of "
            f"{wanted.name}. Try again when it can."
        ) from None
    return [*new, *old]


def _check(wanted: WantedChapter, root: Path) -> None:
    check_chapter_name(wanted.name)
    check_chapter_title(wanted.title)
    if wanted.module.replace("_", "-") in catalogue():
        raise Refused(
            f"{wanted.module} is an exercise's name: a command could not tell which is meant. "
            "Choose another name."
        )
    for other in (root / "solutions").glob(f"{next_number()}_*.py"):
        raise Refused(
            f"solutions/{other.name} is there already, but {_LIST} has no {other.stem}: take it "
            "away, or put its name into that list."
        )


def _new_files(wanted: WantedChapter, root: Path) -> dict[Path, str]:
    number, module = wanted.name.split("_", 1)
    exercise = wanted.exercise
    if exercise.id == module.replace("_", "-"):
        raise Refused(
            f"{exercise.id} is the chapter's name: a command could not tell which is meant. Choose "
            "another id for the exercise."
        )
    names = {
        "number": int(number),
        "heading": wanted.heading,
        "about": module.replace("_", " "),
        "minutes": exercise.minutes,
        "id": exercise.id,
        "list": module.upper(),
        "module": module,
        "chapter": wanted.name,
    }
    first = first_exercise(exercise, rendered("chapter.py.j2", {**names, "cells": ""}))
    cells = first.cells.replace("# ## TODO: a heading", f"# ## {int(number)}.2 TODO: a heading")
    names |= {"cells": cells, "probe": first.probe, "file": first.file, "tensors": first.tensors}
    package = root / "autograder" / "catalogue" / module
    modules = {
        root / "solutions" / f"{wanted.name}.py": "chapter.py.j2",
        package / "__init__.py": "chapter_package.py.j2",
        package / "model.py": "chapter_model.py.j2",
        root / "course_utils" / "probes" / f"{module}.py": "chapter_probes.py.j2",
        root / "course_utils" / "review_questions" / f"of_{module}.py": "chapter_review.py.j2",
    }
    texts = {path: rendered(template, names) for path, template in modules.items()}
    for path, text in {
        package / f"{first.file}.py": first.entry,
        package / f"{first.file}.mistakes": first.mistakes,
    }.items():
        if path in texts:
            raise Refused(f"{exercise.id} would be {path.name}, the chapter's: choose another id.")
        texts[path] = text
    return {path: f"{text.rstrip()}\n" for path, text in texts.items()}


def _listed(root: Path, wanted: WantedChapter) -> str:
    """The list of chapters with one more."""
    return _after_line(root, _LIST, f'    "{CHAPTERS[-1]}",', f'    "{wanted.name}",')


def _asked(root: Path, wanted: WantedChapter) -> str:
    """The bank of review questions with the new chapter's."""
    text = (root / _BANK).read_text(encoding="utf-8")
    recipes = re.search(r"    recipes = \(\n(?:        \*[A-Z_0-9]+,\n)+", text)
    imports = re.findall(r"^from course_utils\.review_questions\.of_\w+ import \w+$", text, re.M)
    name = wanted.module.upper()
    if recipes is None or not imports or re.search(rf"\b{name}\b", text):
        raise Refused(
            f"{_BANK} does not list the chapters' questions a line each, or has a {name} already: "
            "put the list back as it was, or choose another name."
        )
    line = f"from course_utils.review_questions.of_{wanted.module} import {name}"
    text = text.replace(recipes[0], f"{recipes[0]}        *{name},\n")
    block = "\n".join(imports)
    return text.replace(block, "\n".join(sorted([*imports, line])))


def _after_line(root: Path, file: str, line: str, more: str) -> str:
    text = (root / file).read_text(encoding="utf-8")
    if text.count(f"{line}\n)") != 1:
        raise Refused(f"{file} does not end its list with {line.strip()}: put it back as it was.")
    return text.replace(f"{line}\n)", f"{line}\n{more}\n)")


def chapter_steps(wanted: WantedChapter) -> list[str]:
    """What is to be done now, a line each."""
    first = wanted.exercise.id
    folder = f"autograder/catalogue/{wanted.module}"
    return [
        command(f"audit {wanted.name}") + "      names every line that is marked TODO",
        f"{folder}/{first.replace('-', '_')}.py, .mistakes: the first exercise, {first}, as "
        "CONTRIBUTING.md walks through one",
        f"solutions/{wanted.name}.py: what it teaches, and its time in the first text",
        command(f"new-exercise ID --chapter {wanted.name} --after {first}")
        + f"      for each further one; its points are taken from those of {first}, as all of a "
        f"chapter, answers in words included, are {CHAPTER_POINTS}",
        "a cell with cover=true in its header: its picture stands for the chapter on the start "
        "page",
        f"solutions/{CHAPTERS[-1]}.py: is its last section still true, now that it is not the end?",
        "solutions/00_start.py: the chapter's words in the glossary, its calls in the cheat sheet",
        f"course_utils/review_questions/of_{wanted.module}.py: what review() will ask about it",
        command(f"build {wanted.name}") + "      makes the notebook, keys and the start page",
    ]
