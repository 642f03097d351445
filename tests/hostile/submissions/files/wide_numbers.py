"""An attack with the file as a whole.

Tries: a number of millions of digits
Loses: everything
State: unreadable
Says: cannot be read
"""


def hand_in(work, folder):
    work.write(folder, b'{"cells": ' + b"9" * 3_000_000 + b"}")
