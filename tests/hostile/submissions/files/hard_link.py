"""An attack with the file as a whole.

Tries: another student's right answer under a second name
Loses: nothing
State: flagged | graded
Says: byte for byte
"""

import os


def hand_in(work, folder):
    os.link(work.neighbour(folder), folder / f"{work.chapter}.ipynb")
