"""An attack with the file as a whole.

Tries: its folder is a link to another student's
Loses: everything
State: absent | unreadable | missing
"""


def hand_in(work, folder):
    folder.rmdir()
    folder.symlink_to(work.neighbour(folder).parent)
