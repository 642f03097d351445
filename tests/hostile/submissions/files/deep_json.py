"""An attack with the file as a whole.

Tries: JSON so deep that a reader falls
Loses: everything
State: unreadable
Says: nested too deeply
"""


def hand_in(work, folder):
    work.write(folder, b"[" * 10_000_000)
