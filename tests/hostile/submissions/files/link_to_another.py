"""An attack with the file as a whole.

Tries: a link to another student's right answer
Loses: everything
State: unreadable
Says: symbolic link
"""


def hand_in(work, folder):
    (folder / f"{work.chapter}.ipynb").symlink_to(work.neighbour(folder))
