"""An attack with the file as a whole.

Tries: a link to the gradebook in the place of the notebook
Loses: everything
State: unreadable
Says: symbolic link
"""


def hand_in(work, folder):
    (folder / f"{work.chapter}.ipynb").symlink_to(work.course / "gradebook.db")
