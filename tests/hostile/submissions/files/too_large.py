"""An attack with the file as a whole.

Tries: a file that is larger than any notebook: a hole of a gigabyte
Loses: everything
State: unreadable
Says: larger than
"""

import os


def hand_in(work, folder):
    path = work.write(folder, b"{")
    os.truncate(path, 1 << 30)
