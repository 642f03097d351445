"""An attack with the file as a whole.

Tries: JSON, but a list
Loses: everything
State: unreadable
Says: not a notebook
"""


def hand_in(work, folder):
    work.write(folder, b"[1, 2, 3]")
