"""Probes of chapter 7: the scalar engine, and what else a gradient is good for."""

from course_utils.probes import engine_scalar  # noqa: F401 - registers its probes
