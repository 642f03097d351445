"""The term's tests use what the tests of grading have: a forking command line, a database."""

from tests.autograder.grade.conftest import database, forks

__all__ = ["database", "forks"]
