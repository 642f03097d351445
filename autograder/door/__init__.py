"""nbgrader's own door: `nbgrader autograde` and formgrader's button use this project's engine.

A course folder's ``nbgrader_config.py`` names four classes of this package, as nbgrader's
settings foresee it; no class of nbgrader's is replaced or changed::

    c.Autograde.exporter_class = "autograder.door.SubmissionExporter"
    c.Autograde.sanitize_preprocessors = ["autograder.door.Rebuild"]
    c.Autograde.autograde_preprocessors = ["autograder.door.Examine"]
    c.ExportApp.plugin_class = "autograder.door.Marks"

``Examine`` sets late penalties, too. What of a submission's files can break or fool nbgrader's
converter before any preprocessor runs (broken JSON, links, devices, a forged
``timestamp.txt``) is met by the exporter, which the converter makes before it looks at the
first submission.
"""

from autograder.door.export import Marks
from autograder.door.exporter import SubmissionExporter
from autograder.door.preprocessors import Examine, Rebuild

__all__ = ["Examine", "Marks", "Rebuild", "SubmissionExporter"]
