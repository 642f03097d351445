"""nbgrader's own door: `nbgrader autograde` and formgrader's button use this project's engine.

A course folder's ``nbgrader_config.py`` names four classes of this package, as nbgrader's
settings foresee it; no class of nbgrader's is replaced or changed::

    c.Autograde.exporter_class = "autograder.nbgrader_plugin.SubmissionExporter"
    c.Autograde.sanitize_preprocessors = ["autograder.nbgrader_plugin.Rebuild"]
    c.Autograde.autograde_preprocessors = ["autograder.nbgrader_plugin.Examine"]
    c.ExportApp.plugin_class = "autograder.nbgrader_plugin.Marks"

A new folder has a fifth line, which may be left out: with it formgrader shows a rubric::

    c.HTMLExporter.preprocessors = ["autograder.nbgrader_plugin.ShowRubric"]

``Examine`` sets late penalties, too. What of a submission's files can break or fool nbgrader's
converter before any preprocessor runs (broken JSON, links, devices, a forged
``timestamp.txt``) is met by the exporter, which the converter makes before it looks at the
first submission.
"""

from autograder.nbgrader_plugin.export import Marks
from autograder.nbgrader_plugin.exporter import SubmissionExporter
from autograder.nbgrader_plugin.preprocessors import Examine, Rebuild
from autograder.nbgrader_plugin.rubric_cell import ShowRubric

__all__ = ["Examine", "Marks", "Rebuild", "ShowRubric", "SubmissionExporter"]
