"""Which release a submission is made from, of those that the course folder keeps.

What is frozen with a release: the notebook (texts, cell ids, stubs, given code) and
the visible keys. What is not: references, probes and points are those of today (nbgrader
has one number of points for a cell). Where the two no longer fit together it is said, as a
remark, and today's keys count. Where a release has other exercises than today's, its own points
count, as far as they are parted as today's are: each release adds up by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.build.released import MODES, structure_of
from autograder.build.stamp import release_name
from autograder.errors import Refused
from autograder.files.notebooks import read_our_notebook
from autograder.files.paths import NOTEBOOKS, version
from autograder.rebuild.keep import FORMAT, RELEASES
from autograder.rebuild.reading import StudentCell, Unreadable, read_file
from autograder.rebuild.rebuilt import Rebuilt, rebuild_file
from autograder.submission.remark import Remark
from autograder.typed import command
from course_utils.core.exercise import Exercise
from course_utils.core.released import Released


@dataclass(frozen=True)
class KeptChapter:
    """One chapter as it was given out.

    Attributes:
        names: how a notebook may call it; the first one is written down in results.
        notebook: the released one.
        contracts: by exercise id, the contract that students read; empty for today's.
        keys: the folder of the visible keys; None for today's.
        given: by id, its exercises as they were; of a form of before, none.
    """

    names: tuple[str, ...]
    notebook: NotebookNode
    contracts: Mapping[str, str] = field(default_factory=dict)
    keys: Path | None = None
    given: Mapping[str, Exercise] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The release's name."""
        return self.names[0]

    @cached_property
    def structure(self) -> Released:
        """Its cells' names and check sums."""
        return structure_of(self.notebook)

    @cached_property
    def texts(self) -> frozenset[str]:
        """The texts that a student has no reason to change."""
        return frozenset(
            _bare(cell.source)
            for cell in self.notebook.cells
            if not cell.metadata.get("nbgrader", {}).get("solution")
        )

    @property
    def answers(self) -> set[str]:
        """What students fill in: exercises, and answers in words."""
        return {c.id for c in self.notebook.cells if c.metadata.get("nbgrader", {}).get("solution")}

    @property
    def order(self) -> list[str]:
        """The exercises that its notebook asks for, in its order."""
        return [
            cell.id
            for cell in self.notebook.cells
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
        ]

    @property
    def exercises(self) -> set[str]:
        """The same, to look into."""
        return set(self.order)


@dataclass(frozen=True, slots=True)
class Releases:
    """Today's notebook of a chapter, and the released ones that the course folder keeps."""

    current: KeptChapter
    kept: tuple[KeptChapter, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The kept releases, for digests: equal names mean equal contents."""
        return tuple(release.name for release in self.kept)

    def rebuild(self, data: bytes) -> tuple[Rebuilt, KeptChapter]:
        """The notebook to grade, and the release that it was rebuilt from.

        Raises:
            Unreadable: there is nothing to grade in the file.
        """
        file = read_file(data)
        release, remarks = self._choose(file.cells, file.release)
        rebuilt = rebuild_file(file, release.notebook, release.structure)
        rebuilt.remarks += remarks
        return rebuilt, release

    def _choose(self, cells: Sequence[StudentCell], said: str) -> tuple[KeptChapter, list[Remark]]:
        """By what the file says of itself, unless its text says otherwise."""
        everything = (self.current, *self.kept)
        texts = {_bare(cell.source) for cell in cells}
        # Of equally likely ones today's counts, then the latest.
        likely = max(everything, key=lambda release: _share(release, texts))
        # One version can have had several texts before it was released.
        called = [release for release in everything if said in release.names]
        named = max(called, key=lambda release: _share(release, texts), default=None)
        if named is None:
            if not said:
                if likely is self.current:
                    return likely, []
                return likely, [Remark("release-by-text", release=likely.name)]
            lost = Remark("release-not-kept", named=said[:40], folder=RELEASES, release=likely.name)
            return likely, [lost]
        if likely is not named and _contradicts(named, likely, texts):
            other = Remark("release-contradicted", named=named.name, release=likely.name)
            return likely, [other]
        return named, []


def read_released(chapter: str) -> NotebookNode:
    """The student notebook that submissions are rebuilt from.

    Raises:
        Refused: it has not been built.
    """
    return read_our_notebook(_built(chapter))


def _built(chapter: str) -> Path:
    path = NOTEBOOKS / f"{chapter}.ipynb"
    if not path.exists():
        raise Refused(f"notebooks/{chapter}.ipynb is missing: run `{command('build')}`.")
    return path


def open_releases(chapter: str, course: Path | None) -> Releases:
    """The releases of a chapter.

    Raises:
        Refused: the notebook has not been built, or a kept release is damaged.
    """
    path = _built(chapter)
    folder = course / RELEASES if course else None
    return _open(path, path.stat().st_mtime_ns, tuple(sorted(folder.glob("*/release.json")))
                 if folder else ())  # fmt: skip


@lru_cache(maxsize=16)
def _open(path: Path, changed: int, releases: tuple[Path, ...]) -> Releases:
    """The same, read once for as long as nothing changes: every submission asks."""
    today = tuple(release_name(mode) for mode in MODES) if releases else ()
    current = KeptChapter((version(), *today), read_our_notebook(path))
    read = (_read(about, path.stem) for about in releases)
    # What was released from today's files is today's release.
    kept = [release for release in read if release is not None and release.name not in today]
    return Releases(current, tuple(kept))


def _read(about: Path, chapter: str) -> KeptChapter | None:
    folder = about.parent
    try:
        data = json.loads(about.read_text("utf-8"))
        path = folder / "notebooks" / f"{chapter}.ipynb"
        if data["format"] == FORMAT and not path.exists():
            return None  # that release did not have the chapter yet
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r}")
        exercises = json.loads((folder / "exercises.json").read_text("utf-8"))
        contracts = {entry["id"]: entry["contract"] for entry in exercises}
        # Straight from the repository, a notebook carries the version alone.
        names = (str(data["release"]), *filter(None, [str(data.get("version", ""))]))
        given = _as_given(exercises, chapter)
        return KeptChapter(names, read_our_notebook(path), contracts, folder / "keys", given)
    except Exception as fault:
        raise Refused(
            f"the kept release {folder} cannot be read ({type(fault).__name__}: {fault}); restore "
            f"it from its archive, or move it out of {RELEASES}/."
        ) from None


def _as_given(exercises: Sequence[Mapping[str, Any]], chapter: str) -> dict[str, Exercise]:
    try:
        found = (Exercise.from_json(one) for one in exercises if one.get("chapter") == chapter)
        return {one.id: one for one in found}
    except (TypeError, ValueError, KeyError):
        return {}


def release_named_in(data: bytes) -> str:
    """The release that a file says it is of; a hint only, it may be lost or forged."""
    with suppress(Unreadable):
        return read_file(data).release
    return ""


def _share(release: KeptChapter, texts: set[str]) -> float:
    return len(release.texts & texts) / max(1, len(release.texts))


def _contradicts(named: KeptChapter, likely: KeptChapter, texts: set[str]) -> bool:
    """Whether the file holds what only the other release has, and nothing that only its own has."""
    mine, others = named.texts, likely.texts
    return bool((others - mine) & texts) and not (mine - others) & texts


def _bare(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines() if line.strip())


__all__ = [
    "KeptChapter",
    "Releases",
    "Unreadable",
    "open_releases",
    "release_named_in",
]
