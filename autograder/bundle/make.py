"""``autograder bundle``: write a bundle for a host."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.bundle.hosts import HOSTS
from autograder.bundle.layout import (
    COURSE,
    SETTINGS,
    BundleFile,
    BundleRequest,
    constraints,
    requirements,
)
from autograder.catalogue import chapter_of
from autograder.course.hidden_keys import hidden_keys
from autograder.course.secret import new_secret
from autograder.course.settings import read_settings
from autograder.errors import Refused
from autograder.files.copies import copy_tree
from autograder.files.paths import COURSE_UTILS, NOTEBOOKS, ROOT, SOLUTIONS, version
from autograder.rebuild.keep import RELEASES
from autograder.rebuild.releases import open_releases
from autograder.typed import quoted

PROTECTIONS = ("sandbox", "container")
_TIME = (1980, 1, 1, 0, 0, 0)
_JUNK = ("__pycache__", ".ipynb_checkpoints")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_IMAGE = re.compile(r"[a-z0-9][\w./:@-]*")


@dataclass(frozen=True, slots=True)
class MadeBundle:
    """What was written.

    Attributes:
        output: the zip.
        files: how many are in it.
        shares_seed: its seed is the course's.
        shares_cases: its hidden cases are, too: not where each student has some of his or her own.
    """

    output: Path
    files: int
    shares_seed: bool
    shares_cases: bool


def make_bundle(request: BundleRequest) -> MadeBundle:
    """Write the bundle, or nothing.

    Raises:
        Refused: what was asked for does not fit together, or the output cannot be written.
    """
    _check(request)
    open_releases(request.chapter, request.course)  # refused now, not on the host
    shares = request.course is not None and request.host != "github-classroom"
    with tempfile.TemporaryDirectory(dir=request.output.parent, prefix=".bundle-") as work:
        course = Path(work) / COURSE
        _fill_course(course, request, shares)
        found = list(_files(request, course))
        fresh = Path(work) / "bundle.zip"
        fresh.touch(mode=0o600)  # it holds the answers
        _write(fresh, found)
        if request.output.exists():
            raise Refused(_exists(request.output))
        fresh.rename(request.output)
    own = request.course is not None and read_settings(request.course).variants
    return MadeBundle(request.output, len(found), shares, shares and not own)


def _check(request: BundleRequest) -> None:
    if request.host not in HOSTS:
        raise Refused(f"there is no bundle for {request.host!r}: the hosts are {', '.join(HOSTS)}.")
    if request.protection not in PROTECTIONS:
        raise Refused(
            f"--protection is {' or '.join(PROTECTIONS)}, not {request.protection!r}: "
            "docs/hosts.md says what each protects."
        )
    if request.output.exists():
        raise Refused(_exists(request.output))
    if not request.output.absolute().parent.is_dir():
        raise Refused(f"there is no folder {request.output.parent} to write {request.output} into.")
    if request.course is not None and not request.course.is_dir():
        raise Refused(
            f"there is no course folder {request.course}: leave --course out for a bundle with a "
            "seed of its own."
        )
    _check_host(request)


def _check_host(request: BundleRequest) -> None:
    """What one host needs, and no other takes."""
    if request.host == "prairielearn" and not _IMAGE.fullmatch(request.image):
        raise Refused(
            "PrairieLearn grades in a Docker image of yours: name it with --image owner/name:tag "
            f"(not {request.image!r}); docs/hosts.md builds it from the bundle."
        )
    if request.host == "github-classroom" and not _REPOSITORY.fullmatch(request.grader):
        raise Refused(
            "On GitHub the grader lies in a private repository of yours: name it with "
            f"--grader owner/name (not {request.grader!r}); docs/hosts.md sets it up."
        )
    for option, value, host in (
        ("--image", request.image, "prairielearn"),
        ("--grader", request.grader, "github-classroom"),
    ):
        if value and request.host != host:
            raise Refused(f"{option} is for {host} alone: leave it out for {request.host}.")


def _exists(output: Path) -> str:
    return f"{output} exists: name another file with -o, or `rm {quoted(output)}` first."


def _fill_course(folder: Path, request: BundleRequest, shares: bool) -> None:
    """The bundle's own course folder: a seed, the keys that it makes, the kept releases."""
    folder.mkdir(mode=0o700)
    secret = new_secret()
    if request.course is not None:
        if shares:
            from autograder.course.course import open_course

            secret = open_course(request.course).secret()
        if (request.course / RELEASES).is_dir():
            copy_tree(request.course / RELEASES, folder / RELEASES)
    (folder / ".secret-seed").write_text(secret, encoding="utf-8")
    for entry in chapter_of(request.chapter):
        hidden_keys(entry, secret, folder)


def _files(request: BundleRequest, course: Path) -> Iterator[BundleFile]:
    host = HOSTS[request.host]
    yield from host.files(request)
    for file in _payload(request, course):
        yield replace(file, path=f"{host.inside(request)}/{file.path}")


def _payload(request: BundleRequest, course: Path) -> Iterator[BundleFile]:
    """The instructor's package with what it reads, laid out as in the project."""
    about = {
        "host": request.host,
        "chapter": request.chapter,
        "protection": request.protection,
        "version": version(),
    }
    yield BundleFile(SETTINGS, json.dumps(about, indent=1) + "\n")
    yield BundleFile("requirements.txt", requirements())
    yield BundleFile("constraints.txt", constraints())
    yield BundleFile("pyproject.toml", (ROOT / "pyproject.toml").read_bytes())
    places = [ROOT / "autograder", COURSE_UTILS, *sorted(NOTEBOOKS.glob("*.ipynb"))]
    source = SOLUTIONS / f"{request.chapter}.py"
    for place in [*places, *([source] if source.exists() else [])]:
        yield from _below(place, ROOT)
    yield from _below(course, course.parent)


def _below(place: Path, root: Path) -> Iterator[BundleFile]:
    for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if path.is_file() and not any(part in _JUNK for part in path.parts):
            yield BundleFile(path.relative_to(root).as_posix(), path.read_bytes())


def _write(path: Path, files: list[BundleFile]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for file in files:
            info = zipfile.ZipInfo(file.path, _TIME)
            mode = 0o755 if file.executable else 0o644
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, (0o100000 | mode) << 16
            zipped.writestr(info, file.data)
