"""The course folder: nbgrader's layout, its gradebook's assignment, and our secret seed."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from autograder.build.source import read_source
from autograder.build.student import STUB, nbgrader_config, to_text
from autograder.errors import Refused
from autograder.grade.examiner import new_secret

_CONFIG = '''"""Settings of this course folder for nbgrader's own commands and formgrader."""

c = get_config()
c.CourseDirectory.course_id = "gradients"
c.ClearSolutions.code_stub = {{"python": {stub!r}}}
c.ClearSolutions.text_stub = {text!r}
'''


@dataclass(frozen=True, slots=True)
class Course:
    """A course folder."""

    root: Path

    @property
    def db_url(self) -> str:
        """The gradebook's URL; nbgrader's own default."""
        return f"sqlite:///{self.root.resolve()}/gradebook.db"

    def journal_path(self, chapter: str) -> Path:
        """Where the chapter's results are written first."""
        return self.root / "journal" / f"{chapter}.jsonl"

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
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(new_secret())
        return path.read_text().strip()


def open_course(root: Path) -> Course:
    """The course folder, made when it is not there.

    Raises:
        Refused: the path is a file, or cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        config = root / "nbgrader_config.py"
        if not config.exists():
            settings = nbgrader_config().ClearSolutions
            config.write_text(_CONFIG.format(stub=STUB, text=settings.text_stub), encoding="utf-8")
    except OSError as fault:
        raise Refused(f"the course folder {root} cannot be used: {fault.strerror}.") from None
    return Course(root)


def ensure_assignment(course: Course, chapter: str) -> None:
    """Put the chapter into ``source/`` and let nbgrader make its assignment from it.

    Raises:
        Refused: nbgrader could not make the assignment; its log is in the message.
    """
    text = to_text(read_source(chapter))
    stamp = course.root / "source" / f".{chapter}.sha256"
    digest = hashlib.sha256(text.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest and _has_assignment(course, chapter):
        return
    path = course.root / "source" / chapter / f"{chapter}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    config = Config(nbgrader_config())
    config.CourseDirectory.root = str(course.root.resolve())
    config.CourseDirectory.course_id = "gradients"
    with _inside(course.root):
        answer = NbGraderAPI(config=config).generate_assignment(chapter)
    if not answer["success"]:
        raise Refused(f"nbgrader could not make the assignment {chapter}:\n{answer['log']}")
    stamp.write_text(digest)


def _has_assignment(course: Course, chapter: str) -> bool:
    with Gradebook(course.db_url, "gradients") as book:
        try:
            return bool(book.find_assignment(chapter).notebooks)
        except MissingEntry:
            return False


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
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
