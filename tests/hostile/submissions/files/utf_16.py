"""An attack with the file as a whole.

Tries: a file in UTF-16, with a mark at its start
Loses: nothing
State: graded | flagged
"""


def hand_in(work, folder):
    work.write(folder, work.data().decode().encode("utf-16"))
