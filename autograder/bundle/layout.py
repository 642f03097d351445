"""What a bundle is made of: a few files of the host's own, and the payload that grades."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from autograder.bundle.one_student import HostResult
from autograder.files.paths import ROOT, project

HostName = Literal["gradescope", "github-classroom", "prairielearn"]

SETTINGS = "bundle.json"
COURSE = "course"
PYTHON = "3.12"
"""The Python that bundles install where they have to; any from 3.11 on grades alike."""
_TEMPLATES = Path(__file__).parent / "templates"
_OWN = re.compile(r"gradient-workbook\b")
_FIELD = re.compile(r"@(\w+)@")


@dataclass(frozen=True, slots=True)
class BundleRequest:
    """What was asked for.

    Attributes:
        host: whose bundle.
        chapter: the assignment's name.
        output: the zip; it is not there yet.
        protection: ``sandbox`` or ``container``.
        course: the course folder whose seed and releases count; None for a seed of its own.
        image: PrairieLearn's Docker image.
        grader: GitHub's private repository.
    """

    host: HostName
    chapter: str
    output: Path
    protection: str = "sandbox"
    course: Path | None = None
    image: str = ""
    grader: str = ""


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file of a bundle, by its path in it."""

    path: str
    data: str | bytes
    executable: bool = False


class Host(Protocol):
    """A place that grades: what its bundle is, how it hands files in, how it is answered."""

    crowded: bool
    """Whether other things lie in the folder than what was handed in."""
    public: bool
    """Whether the student reads all that is printed."""

    def inside(self, request: BundleRequest) -> str:
        """The folder of the bundle that holds the payload."""

    def files(self, request: BundleRequest) -> list[BundleFile]:
        """What the bundle holds beside the payload."""

    def folder(self, root: Path) -> Path:
        """Where the student's files are, where the host's own files lie below ``root``."""

    def report(self, root: Path, found: HostResult, version: str) -> int:
        """Answer the host, print what is to be printed there; the exit code."""


def filled_template(template: str, request: BundleRequest) -> str:
    """A template's text, its ``@fields@`` filled in: braces are the hosts' own signs."""
    fields = {
        "chapter": request.chapter,
        "python": PYTHON,
        "image": request.image,
        "grader": request.grader,
        "protection": request.protection,
    }
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    return _FIELD.sub(lambda found: fields[found.group(1)], text)


def requirements() -> str:
    """What an instructor's machine has, as pip reads it; the project itself is not installed."""
    about = project()["project"]
    extras = about["optional-dependencies"]
    names = [*about["dependencies"], *extras["lab"], *extras["instructor"]]
    return "\n".join(one for one in names if not _OWN.match(one)) + "\n"


def constraints() -> str:
    """The exact versions of what :func:`requirements` names, as pip reads them."""
    return (ROOT / "constraints.txt").read_text(encoding="utf-8")
