"""``autograder bundle``: write a bundle for a host."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.bundle.hosts import HOSTS
from autograder.bundle.layout import COURSE, SETTINGS, BundleFile, BundlePlan, HostName
from autograder.catalogue import chapter_of
from autograder.course.hidden_keys import hidden_keys
from autograder.course.secret import new_secret
from autograder.errors import Refused
from autograder.files.paths import COURSE_UTILS, NOTEBOOKS, ROOT, SOLUTIONS, project, version
from autograder.rebuild.keep import RELEASES
from autograder.rebuild.releases import open_releases
from autograder.typed import quoted

PROTECTIONS = ("sandbox", "container")
_TIME = (1980, 1, 1, 0, 0, 0)
_JUNK = ("__pycache__", ".ipynb_checkpoints")
_OWN = re.compile(r"gradient-workbook\b")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_IMAGE = re.compile(r"[a-z0-9][\w./:@-]*")


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
class MadeBundle:
    """What was written: the zip, its files, and whether its seed is the course's."""

    output: Path
    files: int
    shares_seed: bool


def make_bundle(request: BundleRequest) -> MadeBundle:
    """Write the bundle, or nothing.

    Raises:
        Refused: what was asked for does not fit together, or the output cannot be written.
    """
    _check(request)
    open_releases(request.chapter, request.course)  # refused now, not on the host
    plan = _plan(request)
    shares = request.course is not None and request.host != "github-classroom"
    with tempfile.TemporaryDirectory(dir=request.output.parent, prefix=".bundle-") as work:
        course = Path(work) / COURSE
        _fill_course(course, request, shares)
        found = list(_files(plan, course))
        fresh = Path(work) / "bundle.zip"
        fresh.touch(mode=0o600)  # it holds the answers
        _write(fresh, found)
        if request.output.exists():
            raise Refused(_exists(request.output))
        fresh.rename(request.output)
    return MadeBundle(request.output, len(found), shares)


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


def _plan(request: BundleRequest) -> BundlePlan:
    return BundlePlan(
        request.host, request.chapter, request.protection, requirements(),
        (ROOT / "constraints.txt").read_text(encoding="utf-8"), request.image, request.grader,
    )  # fmt: skip


def requirements() -> str:
    """What an instructor's machine has, as pip reads it; the project itself is not installed."""
    about = project()["project"]
    extras = about["optional-dependencies"]
    names = [*about["dependencies"], *extras["lab"], *extras["instructor"]]
    return "\n".join(one for one in names if not _OWN.match(one)) + "\n"


def _fill_course(folder: Path, request: BundleRequest, shares: bool) -> None:
    """The bundle's own course folder: a seed, the keys that it makes, the kept releases."""
    folder.mkdir(mode=0o700)
    secret = new_secret()
    if request.course is not None:
        if shares:
            from autograder.course.course import open_course

            secret = open_course(request.course).secret()
        if (request.course / RELEASES).is_dir():
            shutil.copytree(request.course / RELEASES, folder / RELEASES)
    (folder / ".secret-seed").write_text(secret, encoding="utf-8")
    for entry in chapter_of(request.chapter):
        hidden_keys(entry, secret, folder)


def _files(plan: BundlePlan, course: Path) -> Iterator[BundleFile]:
    host = HOSTS[plan.host]
    yield from host.files(plan)
    for file in _payload(plan, course):
        yield replace(file, path=f"{host.inside(plan)}/{file.path}")


def _payload(plan: BundlePlan, course: Path) -> Iterator[BundleFile]:
    """The instructor's package with what it reads, laid out as in the project."""
    about = {
        "host": plan.host,
        "chapter": plan.chapter,
        "protection": plan.protection,
        "version": version(),
    }
    yield BundleFile(SETTINGS, json.dumps(about, indent=1) + "\n")
    yield BundleFile("requirements.txt", plan.requirements)
    yield BundleFile("constraints.txt", plan.constraints)
    yield BundleFile("pyproject.toml", (ROOT / "pyproject.toml").read_bytes())
    places = [ROOT / "autograder", COURSE_UTILS, *sorted(NOTEBOOKS.glob("*.ipynb"))]
    source = SOLUTIONS / f"{plan.chapter}.py"
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
