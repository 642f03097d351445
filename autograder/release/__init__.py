"""Releases: the public tree for students, and what grading keeps of it."""
