"""The course folder: nbgrader's layout, its gradebook's assignment, and our secret seed."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config, PyFileConfigLoader

from autograder.build.source import read_source
from autograder.build.student import STUB, nbgrader_config, to_text
from autograder.errors import Refused
from autograder.feedback.settings import offer_settings, read_settings
from autograder.grade.examiner import new_secret, read_released
from autograder.grade.hand_marks import hand_path
from autograder.grade.result import Submission
from autograder.grade.whole import write_whole
from autograder.paths import COURSE_UTILS, ROOT, SOLUTIONS, digest_of

_CONFIG = '''"""Settings of this course folder for nbgrader's own commands and formgrader."""

c = get_config()
c.CourseDirectory.course_id = "gradients"
c.ClearSolutions.code_stub = {{"python": {stub!r}}}
c.ClearSolutions.text_stub = {text!r}

# `nbgrader autograde` and formgrader's button grade as `autograder grade` does.
c.Autograde.exporter_class = "autograder.door.SubmissionExporter"
c.Autograde.sanitize_preprocessors = ["autograder.door.Rebuild"]
c.Autograde.autograde_preprocessors = [
    "autograder.door.Examine",
    "nbgrader.preprocessors.AssignLatePenalties",
]
# `nbgrader export` leaves the score empty where the grader could give none.
c.ExportApp.plugin_class = "autograder.door.Marks"
'''


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
        if said := settings(self.root).CourseDirectory.get("db_url"):
            return str(said)
        return f"sqlite:///{self.root.resolve()}/gradebook.db"

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
            write_whole(path, new_secret(), "secret", mode=0o600)
        return path.read_text().strip()


def open_course(root: Path) -> Course:
    """The course folder, made when it is not there.

    Raises:
        Refused: the path is a file, or cannot be written; or course.toml has a fault.
    """
    # nbgrader makes the assignment from inside of it: a relative path would mean another one.
    root = root.resolve()
    try:
        root.mkdir(parents=True, exist_ok=True)
        config = root / "nbgrader_config.py"
        if not config.exists():
            settings = nbgrader_config().ClearSolutions
            write_whole(config, _CONFIG.format(stub=STUB, text=settings.text_stub), "config")
        offer_settings(root)
    except OSError as fault:
        raise Refused(f"the course folder {root} cannot be used: {fault.strerror}.") from None
    read_settings(root)  # refused now, not in the middle of a class
    return Course(root)


def settings(root: Path) -> Config:
    """What the folder's ``nbgrader_config.py`` says.

    Raises:
        Refused: it cannot be read.
    """
    path = root / "nbgrader_config.py"
    if not path.exists():
        return Config()
    try:
        return PyFileConfigLoader(path.name, str(root)).load_config()
    except Exception as fault:  # it is a program, so it can fail in any way
        raise Refused(f"{path} cannot be read: {type(fault).__name__}: {fault}.") from None


def write_timestamp(course: Course, submission: Submission) -> None:
    """Put the time that the gradebook has into the student's folder, where formgrader looks.

    Where there is none it asks for grading again for ever; one that is there stays.
    """
    if not submission.received or not submission.file:
        return
    path = (course.root / submission.file).with_name("timestamp.txt")
    if not os.path.lexists(path):
        stamp = datetime.datetime.fromisoformat(submission.received).astimezone(datetime.UTC)
        fresh = path.with_name("timestamp.txt.new")
        fresh.write_text(f"{stamp.replace(tzinfo=None).isoformat()} UTC\n", encoding="ascii")
        fresh.replace(path)


def ensure_assignment(course: Course, chapter: str) -> None:
    """Put the chapter into ``source/`` and let nbgrader make its assignment from it.

    Raises:
        Refused: nbgrader could not make the assignment; its log is in the message.
    """
    stamp = course.root / "source" / f".{chapter}.sha256"
    digest = _made_from(chapter)
    with inside(course.root):
        same = stamp.exists() and stamp.read_text() == digest
        if same and _has_assignment(course, chapter):
            return
    text = to_text(_source(chapter))
    path = course.root / "source" / chapter / f"{chapter}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    config = Config(nbgrader_config())
    config.CourseDirectory.root = str(course.root.resolve())
    config.CourseDirectory.course_id = "gradients"
    config.CourseDirectory.db_url = course.db_url
    with inside(course.root):
        answer = NbGraderAPI(config=config).generate_assignment(chapter)
    if not answer["success"]:
        raise Refused(f"nbgrader could not make the assignment {chapter}:\n{answer['log']}")
    stamp.write_text(digest)


def _source(chapter: str) -> NotebookNode:
    """The instructor's notebook, with the words as they were built for students."""
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
    with Gradebook(course.db_url, "gradients") as book:
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
