"""Answers in words, graded by a person: a page for each question, and the way back."""
