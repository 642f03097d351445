"""An attack with the file as a whole.

Tries: a name as long as the file system allows, in letters of many bytes
Loses: nothing
State: graded
Student: \xe9 x 120
Only: folder
"""


def hand_in(work, folder):
    work.write(folder, work.right())
