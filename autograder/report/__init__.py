"""The class report: what a class has not understood, on one page and in three lines."""

from autograder.report.page import render
from autograder.report.rows import ClassData, gather

__all__ = ["ClassData", "gather", "render"]
