"""Finding the place: which edit of the student's own code makes the visible checks get further.

No solution is known here: the student's source is changed in small ways, and what was changed
is run by the visible cases.
"""
