"""Feedback: one page per student and chapter, to be read in a browser or printed."""

from autograder.feedback.page import render_feedback

__all__ = ["render_feedback"]
