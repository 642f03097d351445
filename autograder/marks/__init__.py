"""Marks for the LMS: out of nbgrader's gradebook, into the file that an LMS imports."""
