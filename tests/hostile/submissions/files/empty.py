"""An attack with the file as a whole.

Tries: nothing at all
Loses: everything
State: unreadable
Says: empty
"""


def hand_in(work, folder):
    work.write(folder, b"")
