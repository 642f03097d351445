"""The settings by which nbgrader's own commands use this project's engine."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.apps import ExportApp
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import OverwriteCells, SaveAutoGrades
from traitlets import TraitError
from traitlets.config import Config


@dataclass(frozen=True, slots=True)
class NeededSetting:
    """A setting that a course folder needs.

    Attributes:
        text: as it is written in the file.
        holds: whether the settings that nbgrader ends up with have it.
    """

    text: str
    holds: Callable[[Config], bool]


def _is(value: Any, kind: Any) -> bool:
    return isinstance(value, type) and issubclass(value, kind)


def setting_class(value: Any) -> Any:
    """The class that a setting names; what is none, as it is."""
    if not isinstance(value, str):
        return value
    module, _, name = value.rpartition(".")
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        return value


def _door(name: str) -> Any:
    # The door itself needs this module.
    return setting_class(f"autograder.nbgrader_plugin.{name}")


def _autograde(config: Config) -> Autograde | None:
    try:
        return Autograde(coursedir=CourseDirectory(config=config), config=config)
    except (TraitError, ImportError):
        return None


def _exporter(config: Config) -> bool:
    step = _autograde(config)
    return step is not None and _is(step.exporter_class, _door("SubmissionExporter"))


def _sanitizes(config: Config) -> bool:
    step = _autograde(config)
    kinds = [] if step is None else [setting_class(one) for one in step.sanitize_preprocessors]
    return any(_is(kind, _door("Rebuild")) for kind in kinds) and not _stock(kinds)


def _examines(config: Config) -> bool:
    step = _autograde(config)
    kinds = [] if step is None else [setting_class(one) for one in step.autograde_preprocessors]
    return any(_is(kind, _door("Examine")) for kind in kinds) and not _stock(kinds)


def _stock(kinds: list[Any]) -> bool:
    """Whether a step is among them that runs students' code here, or takes its word."""
    stock = (ExecutePreprocessor, OverwriteCells, SaveAutoGrades)
    return any(_is(kind, stock) for kind in kinds)


def _exports(config: Config) -> bool:
    try:
        app = ExportApp(config=config)
    except (TraitError, ImportError):
        return False
    return _is(setting_class(app.plugin_class), _door("Marks"))


NEEDED = (
    NeededSetting(
        'c.Autograde.exporter_class = "autograder.nbgrader_plugin.SubmissionExporter"', _exporter
    ),
    NeededSetting(
        'c.Autograde.sanitize_preprocessors = ["autograder.nbgrader_plugin.Rebuild"]', _sanitizes
    ),
    NeededSetting(
        'c.Autograde.autograde_preprocessors = ["autograder.nbgrader_plugin.Examine"]', _examines
    ),
    NeededSetting('c.ExportApp.plugin_class = "autograder.nbgrader_plugin.Marks"', _exports),
)

RUBRIC_IN_FORMGRADER = 'c.HTMLExporter.preprocessors = ["autograder.nbgrader_plugin.ShowRubric"]'
"""What a new course folder has, too; without it formgrader shows no rubric, and all else works."""
