"""The probe of the start page's warm-up."""

from __future__ import annotations

from typing import Any

from course_utils.core.case import Case
from course_utils.core.evidence import Evidence
from course_utils.core.exercise import WARM_UP
from course_utils.core.probing import probe, separately


@probe(WARM_UP, wants="function", defines=["celsius"])
def celsius(function: Any, case: Case, evidence: Evidence) -> None:
    """Two rows of degrees.

    Case: f (N,), second f (M,), float32.
    Items: degrees (N,), second (M,).
    """
    with separately() as call:
        with call():
            evidence.tensor("degrees", function(case["f"]))
        with call():
            evidence.tensor("second", function(case["second f"]))
