"""The course folder: nbgrader's layout, its gradebook's assignment, and our secret seed."""

from __future__ import annotations

import datetime
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry

from autograder.course.config import (
    check_config,
    course_directory,
    make_folder,
)
from autograder.course.database import UNNAMED_COURSE, absolute, no_other_course
from autograder.course.hand_marks import hand_path
from autograder.course.own_rows import has_cells_of_today
from autograder.course.secret import new_secret
from autograder.course.settings import read_settings
from autograder.errors import Refused
from autograder.files.atomic import write_atomic
from autograder.files.paths import COURSE_UTILS, ROOT, SOLUTIONS, digest_of
from autograder.rebuild.releases import read_released
from autograder.submission.result import Submission

_OUR_TIME = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+ UTC\n")


@dataclass(frozen=True, slots=True)
class Course:
    """A course folder."""

    root: Path

    @property
    def db_url(self) -> str:
        """The gradebook's URL: what the course's configuration says, else nbgrader's default.

        Raises:
            Refused: the configuration cannot be read.
        """
        return absolute(str(course_directory(self.root).db_url), self.root)

    @property
    def course_id(self) -> str:
        """What the course is called in the gradebook.

        Raises:
            Refused: the configuration cannot be read.
        """
        return course_directory(self.root).course_id or UNNAMED_COURSE

    def journal_path(self, chapter: str) -> Path:
        """Where the chapter's results are written first."""
        return self.root / "journal" / f"{chapter}.jsonl"

    def hand_path(self, chapter: str) -> Path:
        """Where it is written down which text a mark by hand is about."""
        return hand_path(self.journal_path(chapter))

    def feedback_path(self, student: str, chapter: str) -> Path:
        """The student's page, where nbgrader looks for it too."""
        return self.root / "feedback" / student / chapter / f"{chapter}.html"

    def autograded_path(self, student: str, chapter: str) -> Path:
        """The rebuilt notebook, which formgrader shows."""
        return self.root / "autograded" / student / chapter / f"{chapter}.ipynb"

    def secret(self) -> str:
        """The seed of the hidden cases: made once, kept, readable by the owner alone."""
        path = self.root / ".secret-seed"
        if not path.exists():
            # Whole or not at all: half a seed could be guessed.
            write_atomic(path, new_secret(), "secret", mode=0o600)
        return path.read_text().strip()


def open_course(root: Path) -> Course:
    """The course folder, made when it is not there.

    Raises:
        Refused: the path is a file, or cannot be written; course.toml has a fault; or the
            folder's nbgrader_config.py keeps this project's engine out.
    """
    root = make_folder(root)
    read_settings(root)  # refused now, not in the middle of a class
    check_config(root)
    return Course(root)


def write_timestamp(course: Course, submission: Submission) -> None:
    """Put the time that the gradebook has into the student's folder, where formgrader looks.

    Where there is none it asks for grading again for ever. One that nbgrader wrote stays; one
    of an earlier run goes with what was believed then.
    """
    if not submission.file:
        return
    path = (course.root / submission.file).with_name("timestamp.txt")
    if os.path.lexists(path) and not _is_ours(path):
        return
    if not submission.received:
        path.unlink(missing_ok=True)
        return
    stamp = datetime.datetime.fromisoformat(submission.received).astimezone(datetime.UTC)
    write_atomic(path, f"{stamp.replace(tzinfo=None).isoformat()} UTC\n")


def _is_ours(path: Path) -> bool:
    """nbgrader writes a space between day and time, this grader a T."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return _OUR_TIME.fullmatch(file.read(100)) is not None


def follow_version(course: Course, chapter: str) -> None:
    """Let a gradebook that an earlier version of the workbook made have the cells of today's.

    Raises:
        Refused: nbgrader could not make the assignment anew.
    """
    with inside(course.root), Gradebook(course.db_url, course.course_id) as book:
        follows = has_cells_of_today(book, chapter)
    if not follows:
        ensure_assignment(course, chapter)


def ensure_assignment(course: Course, chapter: str) -> None:
    """Put the chapter into ``source/`` and let nbgrader make its assignment from it.

    Raises:
        Refused: nbgrader could not make the assignment; its log is in the message.

    Cells that came or went since the chapter was graded first: see
    :mod:`autograder.course.changed_cells`.
    """
    stamp = course.root / "source" / f".{chapter}.sha256"
    digest = _made_from(chapter)
    with inside(course.root):
        same = stamp.exists() and stamp.read_text() == digest
        if same and _has_assignment(course, chapter):
            return
    # Both are slow to import, and nearly always the assignment is there.
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    from autograder.build.student import nbgrader_config, to_text
    from autograder.course.changed_cells import drop_unused_cells, saving_beside_others

    source = _source(chapter)
    with inside(course.root), Gradebook(course.db_url, course.course_id) as book:
        drop_unused_cells(book, chapter, source)
    text = to_text(source)
    path = course.root / "source" / chapter / f"{chapter}.ipynb"
    write_atomic(path, text)
    config = Config(nbgrader_config())
    config.CourseDirectory.root = str(course.root.resolve())
    config.CourseDirectory.course_id = course.course_id
    config.CourseDirectory.db_url = course.db_url
    config.GenerateAssignment.preprocessors = saving_beside_others()
    with inside(course.root), no_other_course(course.db_url, course.course_id):
        answer = NbGraderAPI(config=config).generate_assignment(chapter)
    if not answer["success"]:
        raise Refused(f"nbgrader could not make the assignment {chapter}:\n{answer['log']}")
    write_atomic(stamp, digest)


def _source(chapter: str) -> NotebookNode:
    """The instructor's notebook, with the words as they were built for students."""
    from autograder.build.source import read_source

    released = {cell.id: cell for cell in read_released(chapter).cells}
    source = read_source(chapter, fill=False)
    for cell in source.cells:
        if cell.cell_type == "markdown" and cell.id in released and not _is_answer(cell):
            cell.source = released[cell.id].source
    return source


def _is_answer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _made_from(chapter: str) -> str:
    """A digest of all that the chapter is built from: reading it takes a second, this does not."""
    return digest_of(
        SOLUTIONS / f"{chapter}.py",
        COURSE_UTILS / "data" / "exercises.json",
        ROOT / "autograder" / "build",
        ROOT / "autograder" / "catalogue",
        COURSE_UTILS,
        also=chapter,
    )


def _has_assignment(course: Course, chapter: str) -> bool:
    with Gradebook(course.db_url, course.course_id) as book:
        try:
            return bool(book.find_assignment(chapter).notebooks)
        except MissingEntry:
            return False


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """The surroundings that nbgrader needs to make or look into a course folder."""
    # nbgrader resolves some paths against the working folder, and asks the command
    # `alembic` for the gradebook's version: it lies beside this interpreter.
    before, path = Path.cwd(), os.environ.get("PATH", "")
    os.environ["PATH"] = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{path}"
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ["PATH"] = path
