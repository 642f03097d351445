"""An attack with the file as a whole.

Tries: a notebook with a cell so deep that a reader falls
Loses: everything
State: unreadable
Says: nested too deeply
"""


def hand_in(work, folder):
    work.write(folder, b'{"cells": [' + b"[" * 5_000_000 + b"]" * 5_000_000 + b"]}")
