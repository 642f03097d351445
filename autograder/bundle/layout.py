"""What a bundle is made of: a few files of the host's own, and the payload that grades."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from autograder.bundle.one_student import HostResult

HostName = Literal["gradescope", "github-classroom", "prairielearn"]

SETTINGS = "bundle.json"
COURSE = "course"
HOST_SCRIPTS = ("setup.sh", "run_autograder", "run.sh", "grade.sh")
"""What hosts start."""
PYTHON = "3.12"
"""The Python that bundles install where they have to; any from 3.11 on grades alike."""
_TEMPLATES = Path(__file__).parent / "templates"
_FIELD = re.compile(r"@(\w+)@")


@dataclass(frozen=True, slots=True)
class BundlePlan:
    """What was asked for.

    Attributes:
        host: whose bundle.
        chapter: the assignment's name.
        protection: ``sandbox`` or ``container``.
        requirements, constraints: what the host installs, as pip reads it.
        image: PrairieLearn's: the Docker image that the instructor builds.
        grader: GitHub's: the private repository, as owner/name.
    """

    host: HostName
    chapter: str
    protection: str
    requirements: str = ""
    constraints: str = ""
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

    def inside(self, plan: BundlePlan) -> str:
        """The folder of the bundle that holds the payload."""

    def files(self, plan: BundlePlan) -> list[BundleFile]:
        """What the bundle holds beside the payload."""

    def folder(self, root: Path) -> Path:
        """Where the student's files are, where the host's own files lie below ``root``."""

    def report(self, root: Path, found: HostResult, version: str) -> int:
        """Answer the host, print what is to be printed there; the exit code."""


def filled_template(template: str, plan: BundlePlan) -> str:
    """A template's text, its ``@fields@`` filled in: braces are the hosts' own signs."""
    fields = {
        "chapter": plan.chapter,
        "python": PYTHON,
        "image": plan.image,
        "grader": plan.grader,
        "protection": plan.protection,
    }
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    return _FIELD.sub(lambda found: fields[found.group(1)], text)
