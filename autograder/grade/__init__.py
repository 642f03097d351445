"""Grading: from files that students sent to marks and feedback."""
