"""The build: one source per chapter becomes everything that is derived from it."""

from autograder.build.builder import Report, build, check_build

__all__ = ["Report", "build", "check_build"]
