"""An attack with the file as a whole.

Tries: a formula for a name
Loses: nothing
State: graded
Student: =HYPERLINK("evil")
Only: folder
"""


def hand_in(work, folder):
    work.write(folder, work.right())
