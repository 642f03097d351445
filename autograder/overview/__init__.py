"""A course's overview: all chapters and all students on one page, and the same as a CSV."""
