"""``autograder release``: the public tree, proved, and what grading keeps of it."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.build.builder import Say, check_build
from autograder.build.stamp import release_name
from autograder.catalogue.chapters import NOTEBOOK_NAMES
from autograder.course.config import make_folder
from autograder.course.course import Course
from autograder.course.secret import open_token
from autograder.course.settings import read_settings
from autograder.errors import Refused
from autograder.feedback.own_seeds import chapters_with_seeds
from autograder.files.paths import NOTEBOOKS, version
from autograder.rebuild.keep import GIVEN, RELEASES, about, begin, is_given, place_release
from autograder.rebuild.since import Changed, changed_since
from autograder.release.scan import scan
from autograder.release.tree import BOOK, PUBLISH, check_mode, write_tree
from autograder.typed import command

_TIME = (1980, 1, 1, 0, 0, 0)  # of every file in the archive: equal trees, equal archives
# What stands at the top of a public tree and may be replaced by the next release.
_OWN = {
    "README.md", "LICENSE", "LICENSE-TEXT", "LICENSE-DIGITS.md", "environment.yml",
    "requirements.txt", "notebooks", "book",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """What a release wrote: its name, the tree's files, and where grading keeps it.

    ``before`` is the last release that was given out, ``since`` what has changed in it.
    ``own_seeds`` are the chapters in which each student has seeds of his or her own.
    """

    release: str
    files: tuple[str, ...]
    kept: Path
    archive: Path
    before: str = ""
    since: tuple[Changed, ...] = ()
    own_seeds: tuple[str, ...] = ()


def make_release(
    folder: Path,
    course: Path,
    mode: str,
    *,
    book: Callable[[Path], object] | None = None,
    check: bool = True,
    say: Say = lambda line: None,
) -> Made:
    """Write the public tree into a folder, and keep in the course folder what grades it.

    Args:
        folder: an empty or new folder, or one that holds an earlier release; ``.git`` stays.
        course: the course folder; the release goes to ``releases/`` in it. Its ``course.toml``
            says how many hints students get.
        mode: ``graded`` or ``self-study``.
        book: writes the book into an empty folder; without it the tree holds none.
        check: prove first that every built file is what its source makes.
        say: gets a line about each step.

    Raises:
        Refused: a file is stale, an answer would leak, the folder holds something else, or
            this version was released with other contents.
    """
    check_mode(mode)
    _check_folder(folder)
    _check_notebooks()
    if check:
        _check_built(say)
    settings = read_settings(course)
    hints, own_seeds = settings.hints, ""
    if settings.variants:
        own_seeds = open_token(Course(make_folder(course)).secret())
    release = release_name(mode, hints, own_seeds)
    releases = course / RELEASES
    _check_kept(releases, release)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".release-") as work:
        tree = Path(work) / "tree"
        say("notebooks and wheel")
        write_tree(tree, release, mode, hints=hints, own_seeds=own_seeds, book=book is not None)
        if book is not None:
            say("the book")
            book(tree / BOOK)
        say("looking for answers in every file")
        faults = scan(tree)
        if faults:
            raise Refused(_told("the release would give something away", faults))
        make_folder(course)
        before = _last(releases, release)
        said = {"mode": mode, "own_seeds": bool(own_seeds)}
        archive = _keep(releases / release, tree, release, said)
        files = tuple(_names(tree))
        _replace(tree, folder)
    since = tuple(changed_since(course, before)) if before else ()
    with_seeds = chapters_with_seeds() if own_seeds else ()
    return Made(release, files, releases / release, archive, before, since, with_seeds)


def _check_built(say: Say) -> None:
    say("is every built file what its source makes?")
    report = check_build(lambda line: say(f"  {line}"))
    if report.faults:
        raise Refused(_told("the course is not as it should be", report.faults))


def _told(lead: str, faults: list[str]) -> str:
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{lead}: {faults[0]}{more}"


def _check_notebooks() -> None:
    """Whether all notebooks are of this version: it takes a second, the whole proof a minute.

    Raises:
        Refused: some are not.
    """
    stale = []
    for name in NOTEBOOK_NAMES:
        path = NOTEBOOKS / f"{name}.ipynb"
        found = json.loads(path.read_text("utf-8"))["metadata"] if path.exists() else {}
        if found.get("workbook", {}).get("release") != version():
            stale.append(f"{name}.ipynb")
    if stale:
        raise Refused(
            f"not built for version {version()}: {', '.join(stale)} in notebooks/. Run "
            f"`{command('build')}` and release again."
        )


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is a file: name a folder for the public tree.")
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        known = path.name in (".git", *_OWN) or path.match("gradient_workbook-*.whl")
        if path.name == ".github":  # only what an earlier release put there
            known = _names(path) == [str(Path(PUBLISH).relative_to(".github"))]
        if not known:
            raise Refused(
                f"{folder} holds {path.name}, which no release writes: give an empty folder, or "
                "one with an earlier release."
            )


def _check_kept(releases: Path, release: str) -> None:
    for path in sorted(releases.glob(f"{version()}+*")):
        if path.name != release and is_given(path):
            raise Refused(
                f"{version()} was released with other contents ({path}): raise the version in "
                "pyproject.toml and course_utils/__init__.py, build, and release again. If nobody "
                "has got that one, delete its folder."
            )


def _last(releases: Path, release: str) -> str:
    """The release before this one; one that a class was only graded by, where there is no other."""
    found = []
    for path in releases.glob("*/release.json"):
        if path.parent.name != release:
            made = str(json.loads(path.read_text("utf-8")).get("made", ""))
            found.append((is_given(path.parent), made, path.parent.name))
    return max(found, default=(False, "", ""))[2]


def _keep(kept: Path, tree: Path, release: str, said: Mapping[str, object]) -> Path:
    """The notebooks, the visible keys and the contracts, as the students have them."""
    archive = kept / f"gradient-workbook-{release}.zip"
    if kept.exists() and is_given(kept):
        return archive
    fresh = begin(kept, tree / "notebooks")
    names = _names(tree)
    with zipfile.ZipFile(fresh / archive.name, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            info = zipfile.ZipInfo(f"gradient-workbook/{name}", _TIME)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            file.writestr(info, (tree / name).read_bytes())
    sums = {name: _sum(tree / name) for name in names}
    lines = [f"{_sum(fresh / archive.name)}  {archive.name}"]
    lines += [f"{digest}  gradient-workbook/{name}" for name, digest in sums.items()]
    (fresh / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")
    place_release(fresh, kept, about(release, GIVEN, {**said, "files": sums}))
    return archive


def _names(tree: Path) -> list[str]:
    return [p.relative_to(tree).as_posix() for p in sorted(tree.rglob("*")) if p.is_file()]


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _replace(tree: Path, folder: Path) -> None:
    """Put the new tree in the old one's place; only what releases write is taken away."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name == ".git":
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    for path in sorted(tree.iterdir()):
        shutil.move(path, folder / path.name)
