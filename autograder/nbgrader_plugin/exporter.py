"""The exporter that nbgrader's converter is told to use: it never opens a student's file."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory

from autograder.catalogue import CHAPTERS
from autograder.course.course import Course
from autograder.errors import Refused
from autograder.grade.session import locked
from autograder.nbgrader_plugin.files import read_timestamp
from autograder.rebuild.releases import read_released
from autograder.submission.harmless import harmless_name


class CarefulCourse(CourseDirectory):
    """The converter's view of the course folder, in which students' files are not trusted."""

    def get_existing_timestamp(self, dest_path: str) -> datetime.datetime | None:
        """The time in a folder's ``timestamp.txt``; one that cannot be read ends nothing."""
        timestamp, fault = read_timestamp(Path(dest_path))
        if fault:
            self.log.warning("%s: %s", dest_path, fault.text)
        return timestamp


class SubmissionExporter(NotebookExporter):
    """Starts from the released notebook: what the student's file holds is the engine's matter."""

    def __init__(self, config: Any = None, **kwargs: Any) -> None:
        """Args: as nbconvert's exporters; the parent is nbgrader's converter.

        Raises:
            NbGraderException: another run is at work; nothing has been touched yet.
        """
        super().__init__(config, **kwargs)
        if isinstance(self.parent, BaseConverter):
            self.parent.coursedir = _careful(self.parent.coursedir)
            _refuse_beside_another(Path(self.parent.coursedir.root), self.parent)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """What the preprocessors make of the submission in this place.

        Args:
            filename: the student's file, or the sanitized one; neither is opened here.
            resources: the converter's: student, assignment and notebook.

        Raises:
            NbGraderException: the assignment is no chapter of this course, or the folder's
                name is no student's.
        """
        resources = resources or {}
        chapter = resources["nbgrader"]["assignment"]
        if chapter not in CHAPTERS or resources["nbgrader"]["notebook"] != chapter:
            raise NbGraderException(
                f"{chapter} is not a chapter of the workbook: keep other assignments in a course "
                "folder of their own."
            )
        student = resources["nbgrader"]["student"]
        if harmless_name(student) != student:
            # formgrader writes it into its pages as it is.
            raise NbGraderException(f"submitted/{student}: rename the folder to a student's id.")
        path, name = os.path.split(filename)
        resources["metadata"] = {"name": os.path.splitext(name)[0], "path": path}
        assert isinstance(self.parent, BaseConverter)
        course = self.parent.coursedir
        submitted = course.format_path(course.submitted_directory, student, chapter)
        resources["nbgrader"] |= {"root": course.root, "submitted": submitted}
        try:
            exported: tuple[NotebookNode, dict[str, Any]] = self.from_notebook_node(
                read_released(chapter), resources, **kw
            )
            return exported
        except Refused as refusal:
            raise NbGraderException(str(refusal)) from None


def _refuse_beside_another(root: Path, converter: BaseConverter) -> None:
    # Later the converter would have deleted the graded notebook before it is refused.
    try:
        with locked(Course(root)):
            return
    except Refused as refusal:
        converter.log.error("%s", refusal)
        raise NbGraderException(str(refusal)) from None


def _careful(course: CourseDirectory) -> CarefulCourse:
    """The same folder and settings, for one converter alone."""
    careful = CarefulCourse(parent=course.parent, config=course.config)
    for name in course.trait_names(config=True):
        setattr(careful, name, getattr(course, name))
    # Nothing is copied beside the notebook: the engine needs no other file, and the
    # converter follows links and waits for ever at a FIFO.
    careful.ignore = ["*"]
    return careful
