"""The line by which formgrader shows rubrics, in course folders that were made before it was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from traitlets.config.loader import Config, LazyConfigValue

from autograder.course.config import FILE, importable, settings
from autograder.course.engine_settings import RUBRIC_IN_FORMGRADER, setting_class

PREPROCESSORS = "preprocessors"
_OURS = "autograder.nbgrader_plugin.ShowRubric"
MAX_NAMES = 5


@dataclass(frozen=True, slots=True)
class RubricLine:
    """Whether formgrader shows rubrics in a folder, and which line would make it.

    Attributes:
        line: to be added at the end of the settings; empty where nothing is missing.
        own: what stands there instead, by an instructor's own hand; it may be an empty list.
    """

    line: str = ""
    own: tuple[str, ...] | None = None

    def sentence(self, root: Path) -> str:
        """What formgrader shows here, and why."""
        if not self.line:
            return "formgrader shows the rubric of an answer in words"
        if self.own is None:
            return f"{FILE} lacks the line by which formgrader shows rubrics; all else works"
        names = ", ".join(self.own[:MAX_NAMES]) or "it is empty"
        return (
            f"formgrader shows no rubric: the settings of {root} have a list of preprocessors of "
            f"their own ({names}), which is kept; all else works"
        )


def rubric_line(root: Path) -> RubricLine:
    """What the folder's settings say of the rubric, as nbgrader's commands would find them.

    Raises:
        Refused: they cannot be read.
    """
    section, value = _own(settings(root))
    if not section:
        return RubricLine(RUBRIC_IN_FORMGRADER)
    listed = value.get_value([]) if isinstance(value, LazyConfigValue) else value
    names = list(listed) if isinstance(listed, list | tuple) else [listed]
    with importable(root):
        if any(_shows(one) for one in names):
            return RubricLine()
    more = f'c.{section}.{PREPROCESSORS} += ("{_OURS}",)'
    if not isinstance(value, tuple):
        more = f'c.{section}.{PREPROCESSORS}.append("{_OURS}")'
    return RubricLine(more, tuple(map(_called, names)))


def _own(found: Config) -> tuple[str, object]:
    """The section that decides for formgrader's pages, and its list; empty where none does.

    Each class's own section comes before those of what it is derived from.
    """
    for name in reversed(HTMLExporter.section_names()):
        if name in found and PREPROCESSORS in found[name]:
            return name, found[name][PREPROCESSORS]
    return "", None


def _shows(one: object) -> bool:
    try:
        kind = setting_class(one)
    except Exception:  # a module of the instructor's own can fail in any way
        return False
    ours = setting_class(_OURS)
    return isinstance(kind, type) and issubclass(kind, ours)


def _called(one: object) -> str:
    return one if isinstance(one, str) else getattr(one, "__name__", type(one).__name__)
