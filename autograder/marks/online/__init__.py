"""Marks sent to an LMS through its own API: the extra ``lms``."""
