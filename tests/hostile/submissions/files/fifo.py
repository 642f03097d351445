"""An attack with the file as a whole.

Tries: a pipe, from which a reader would read for ever
Loses: everything
State: unreadable
Says: no regular file
"""

import os


def hand_in(work, folder):
    os.mkfifo(folder / f"{work.chapter}.ipynb")
