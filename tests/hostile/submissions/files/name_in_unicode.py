"""An attack with the file as a whole.

Tries: a name that reads backwards, with marks that cannot be seen
Loses: nothing
State: graded
Student: \uae40\u202e\u200b\u0301\ubbfc\U0001f600
Only: folder
"""


def hand_in(work, folder):
    work.write(folder, work.right())
