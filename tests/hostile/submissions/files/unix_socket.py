"""An attack with the file as a whole.

Tries: a socket in the place of the notebook
Loses: everything
State: unreadable
Says: no regular file
"""

import os
import socket


def hand_in(work, folder):
    with socket.socket(socket.AF_UNIX) as end:
        here = os.getcwd()
        os.chdir(folder)  # a socket's path may not be long
        try:
            end.bind(f"{work.chapter}.ipynb")
        finally:
            os.chdir(here)
