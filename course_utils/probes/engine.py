"""Probes of chapter 7: the scalar engine, and what else a gradient is good for."""

from course_utils.probes import engine_scalar, engine_tensors  # noqa: F401 - register their probes
