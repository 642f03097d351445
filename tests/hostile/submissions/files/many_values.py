"""An attack with the file as a whole.

Tries: sixty megabytes of empty lists: four gigabytes once they are parsed
Loses: everything
State: unreadable
Says: too many values
"""


def hand_in(work, folder):
    work.write(folder, b'{"cells": [' + b"[]," * 21_000_000 + b"0]}")
