"""Probes of chapter 7: the scalar engine, and what else a gradient is good for."""

from course_utils.probes import (  # noqa: F401 - registers their probes
    engine_scalar,
    engine_tensors,
)
