"""The old name of :mod:`autograder.nbgrader_plugin`.

Course folders that were made before hold it in their ``nbgrader_config.py``: they keep grading.
"""

from autograder.nbgrader_plugin import Examine, Marks, Rebuild, SubmissionExporter

__all__ = ["Examine", "Marks", "Rebuild", "SubmissionExporter"]
