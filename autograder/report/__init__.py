"""The class report: what a class has not understood, on one page and in three lines."""

from autograder.report.class_data import ClassData, gather
from autograder.report.page import render_report

__all__ = ["ClassData", "gather", "render_report"]
