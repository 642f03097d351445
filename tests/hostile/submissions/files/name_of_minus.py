"""An attack with the file as a whole.

Tries: an option for a name
Loses: nothing
State: graded
Student: --help
Only: folder
"""


def hand_in(work, folder):
    work.write(folder, work.right())
