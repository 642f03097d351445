"""An attack with the file as a whole.

Tries: an upload that broke off
Loses: everything
State: unreadable
Says: not valid JSON
"""


def hand_in(work, folder):
    work.write(folder, work.data()[:-3000])
