"""An attack with the file as a whole.

Tries: something that is no notebook
Loses: everything
State: unreadable
Says: not valid JSON
"""


def hand_in(work, folder):
    work.write(folder, b"%PDF-1.4\n\x00\x01\x02")
