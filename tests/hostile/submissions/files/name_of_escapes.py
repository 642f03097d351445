"""An attack with the file as a whole.

Tries: escapes that a terminal obeys, in the student's own name
Loses: nothing
State: graded
Student: \x1b[2J\x9bEVIL
Only: folder
"""


def hand_in(work, folder):
    work.write(folder, work.right())
