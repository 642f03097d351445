"""Probes of chapter 7."""

from __future__ import annotations

import course_utils.probes.engine_tensors  # noqa: F401 - registers its probes
